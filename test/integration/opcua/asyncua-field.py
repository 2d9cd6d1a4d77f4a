"""A controller of another maker, on asyncua: a ramp that counts steps of the wall clock, with its history, and a steady value.

Subscriptions end with their session here, and are transferred to no other: what was missed is in the history only.
Takes sessions of the user `plant` only, over secure channels of the one client whose certificate it is given.
Arguments: port, own certificate, its key and the client's certificate (DER), own application URI, epoch ms of the
ramp's first step, ms of a step. Prints `ready` when it listens.
"""
import asyncio
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from asyncua import Server, ua
from asyncua.crypto.permission_rules import User, UserRole
from asyncua.crypto.truststore import TrustStore
from asyncua.crypto.validator import CertificateValidator, CertificateValidatorOptions

port, certificate, key, trusted, application_uri, began, step = sys.argv[1:8]
BEGAN = int(began)
STEP = int(step)


class Users:
    def get_user(self, _server, username=None, password=None, certificate=None):
        return User(role=UserRole.User) if (username, password) == ("plant", "secret-of-plant") else None


def value_at(count):
    at = datetime.fromtimestamp((BEGAN + count * STEP) / 1000, timezone.utc)
    return ua.DataValue(ua.Variant(float(count), ua.VariantType.Double), SourceTimestamp=at, ServerTimestamp=at)


async def main():
    server = Server(user_manager=Users())
    await server.init()
    server.set_endpoint(f"opc.tcp://127.0.0.1:{port}")
    await server.set_application_uri(application_uri)
    await server.load_certificate(certificate)
    await server.load_private_key(key)
    server.set_security_policy([ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt])
    server.set_identity_tokens([ua.UserNameIdentityToken])
    store = TrustStore([Path(trusted).parent], [])
    await store.load()
    options = CertificateValidatorOptions.TRUSTED_VALIDATION | CertificateValidatorOptions.PEER_CLIENT
    server.set_certificate_validator(CertificateValidator(options, store))
    index = await server.register_namespace("urn:test:plant")
    plant = await server.nodes.objects.add_object(ua.NodeId("Plant", index), "Plant")
    ramp = await plant.add_variable(ua.NodeId("ramp", index), "ramp", 0.0)
    await plant.add_variable(ua.NodeId("steady", index), "steady", 7.0)
    count = int(time.time() * 1000 - BEGAN) // STEP
    await ramp.write_value(value_at(count))
    async with server:
        await server.historize_node_data_change(ramp, period=None)
        print("ready", flush=True)
        while True:
            now = int(time.time() * 1000 - BEGAN) // STEP
            while count < now:
                count += 1
                await ramp.write_value(value_at(count))
            await asyncio.sleep(STEP / 4000)


asyncio.run(main())
