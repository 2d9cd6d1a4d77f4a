"""An OPC UA client of another maker, on asyncua: carries out what comes as one JSON line, and answers with one.

Arguments: own certificate, its key and the server's certificate (DER), own application URI.
"""
import asyncio
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

from asyncua import Client, ua
from asyncua.crypto import security_policies
from asyncua.crypto.truststore import TrustStore
from asyncua.crypto.validator import CertificateValidator, CertificateValidatorOptions

certificate, key, server_certificate, application_uri = sys.argv[1:5]


def shown(value):
    """A data value, or what one holds, as JSON has it."""
    if isinstance(value, ua.DataValue):
        return {
            "value": shown(value.Value.Value) if value.Value else None,
            "type": value.Value.VariantType.name if value.Value else None,
            "status": value.StatusCode.name,
            "source": shown(value.SourceTimestamp),
            "server": shown(value.ServerTimestamp),
        }
    if isinstance(value, datetime):
        # asyncua's times are in UTC; older ones do not say so.
        return round(value.replace(tzinfo=timezone.utc).timestamp() * 1000)
    if isinstance(value, (ua.LocalizedText, ua.QualifiedName)):
        return getattr(value, "Text", None) or getattr(value, "Name", None)
    if isinstance(value, ua.NodeId):
        return value.to_string()
    if isinstance(value, ua.StatusCode):
        return value.name
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, ua.Range):
        return [value.Low, value.High]
    if isinstance(value, ua.EUInformation):
        return [value.DisplayName.Text, value.UnitId, value.NamespaceUri]
    return value


def time_of(ms):
    return datetime.fromtimestamp(ms / 1000, timezone.utc).replace(tzinfo=None)


class Peer:
    def __init__(self):
        self.client = None
        self.seen = {}
        self.events = []
        self.alarms = None

    async def connect(self, url, policy, mode, user=None, password=None):
        client = Client(url, timeout=10)
        client.application_uri = application_uri
        await client.set_security(
            getattr(security_policies, "SecurityPolicy" + policy.replace("_", "")),
            certificate,
            key,
            server_certificate=server_certificate,
            mode=ua.MessageSecurityMode[mode],
        )
        store = TrustStore([Path(server_certificate).parent], [])
        await store.load()
        options = CertificateValidatorOptions.TRUSTED_VALIDATION | CertificateValidatorOptions.PEER_SERVER
        client.certificate_validator = CertificateValidator(options, store)
        if user is not None:
            client.set_user(user)
            client.set_password(password)
        await client.connect()
        self.client = client
        return sorted(await client.get_namespace_array())

    async def close(self):
        if self.client:
            await self.client.disconnect()
        self.client = None

    async def browse(self, node):
        description = ua.BrowseDescription(
            NodeId=ua.NodeId.from_string(node),
            BrowseDirection=ua.BrowseDirection.Forward,
            ReferenceTypeId=ua.NodeId(ua.ObjectIds.HierarchicalReferences),
            IncludeSubtypes=True,
            NodeClassMask=ua.NodeClass.Object | ua.NodeClass.Variable,
            ResultMask=ua.BrowseResultMask.All,
        )
        [result] = await self.client.uaclient.browse(ua.BrowseParameters(NodesToBrowse=[description]))
        result.StatusCode.check()
        return [[one.NodeId.to_string(), one.DisplayName.Text] for one in result.References]

    async def path(self, names):
        return (await self.client.nodes.objects.get_child(names)).nodeid.to_string()

    async def read(self, node, range=None):
        value = ua.ReadValueId(NodeId=ua.NodeId.from_string(node), AttributeId=ua.AttributeIds.Value, IndexRange=range)
        [result] = await self.client.uaclient.read(ua.ReadParameters(NodesToRead=[value]))
        return shown(result)

    async def properties(self, node):
        found = await self.client.get_node(node).get_properties()
        return {(await one.read_browse_name()).Name: shown(await one.read_value()) for one in found}

    async def write(self, node, value, type):
        variant = ua.Variant(value, ua.VariantType[type])
        await self.client.get_node(node).write_value(ua.DataValue(variant))

    async def subscribe(self, nodes):
        subscription = await self.client.create_subscription(50, self)
        for node in nodes:
            self.seen[node] = []
            await subscription.subscribe_data_change(self.client.get_node(node), queuesize=100)

    def datachange_notification(self, node, _value, data):
        self.seen[node.nodeid.to_string()].append(shown(data.monitored_item.Value))

    async def notified(self, node):
        return self.seen[node]

    async def watch(self, node):
        """Monitors the conditions below a node, with every field that their types have."""
        self.alarms = await self.client.create_subscription(50, self)
        await self.alarms.subscribe_alarms_and_conditions(
            self.client.get_node(node), [ua.ObjectIds.AlarmConditionType, ua.ObjectIds.ExclusiveLevelAlarmType], queuesize=1000
        )

    def event_notification(self, event):
        fields = event.get_event_props_as_fields_dict()
        self.events.append({name: shown(variant.Value) for name, variant in fields.items()})

    async def told(self):
        return self.events

    async def refresh(self):
        argument = ua.Variant(self.alarms.subscription_id, ua.VariantType.UInt32)
        await self.client.get_node("i=2782").call_method(ua.NodeId(ua.ObjectIds.ConditionType_ConditionRefresh), argument)

    async def acknowledge(self, condition, event, comment):
        await self.client.get_node(condition).call_method(
            ua.NodeId(ua.ObjectIds.AcknowledgeableConditionType_Acknowledge),
            ua.Variant(bytes.fromhex(event), ua.VariantType.ByteString),
            ua.Variant(ua.LocalizedText(comment), ua.VariantType.LocalizedText),
        )

    async def history(self, node, start, end, count=0):
        values = await self.client.get_node(node).read_raw_history(time_of(start), time_of(end), count, False)
        return [shown(value) for value in values]


async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    peer = Peer()
    while line := await reader.readline():
        order = json.loads(line)
        try:
            answer = {"ok": await getattr(peer, order.pop("do"))(**order)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    await peer.close()


asyncio.run(main())
