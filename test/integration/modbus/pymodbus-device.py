"""A Modbus device of another maker: 100 registers and coils, each with its own address as value."""
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.server import StartTcpServer

identity = ModbusDeviceIdentification()
identity.VendorName = "pymodbus"
identity.ProductCode = "PM"
identity.MajorMinorRevision = "3.0"


# Address 0 on the wire is 1 to pymodbus.
def device():
    return ModbusSlaveContext(
        di=ModbusSequentialDataBlock(1, [address % 2 == 1 for address in range(100)]),
        co=ModbusSequentialDataBlock(1, [False] * 100),
        hr=ModbusSequentialDataBlock(1, list(range(100))),
        ir=ModbusSequentialDataBlock(1, list(range(100))),
    )


StartTcpServer(
    context=ModbusServerContext(slaves={1: device(), 2: device()}, single=False),
    identity=identity,
    address=("127.0.0.1", int(sys.argv[1])),
)
