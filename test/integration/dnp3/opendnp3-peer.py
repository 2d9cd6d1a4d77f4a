"""
A master or an outstation by opendnp3, of another maker: it does what lines of JSON on its input say and tells on its
output, a line of JSON each, what came over the wire.

  opendnp3-peer.py outstation PORT [--points N] [--unsolicited] [--tls CERT KEY CA] [--confirm-ms N]
  opendnp3-peer.py master     PORT [--unsolicited] [--time-sync] [--tls CERT KEY CA]
"""
import argparse
import json
import re
import sys
import threading

import opendnp3 as dnp

LOCK = threading.Lock()
LOOPBACK = "127.0.0.1"


def say(name, **more):
    with LOCK:
        sys.stdout.write(json.dumps({"ev": name, **more}) + "\n")
        sys.stdout.flush()


def object_name(gv):
    group, variation = re.search(r"Group(\d+)Var(\d+)", str(gv)).groups()
    return f"g{group}v{variation}"


def plain(value):
    if isinstance(value, dnp.OctetString):
        return value.ToBytes().decode("latin1")
    inner = getattr(value, "value", None)
    if isinstance(inner, dnp.DoubleBit):
        return int(inner)
    return inner


class Readings(dnp.ISOEHandler):
    def BeginFragment(self, info):
        say("fragment", unsolicited=info.unsolicited, fir=info.fir, fin=info.fin)

    def EndFragment(self, info):
        pass

    def Process(self, info, values):
        for item in values:
            value = item.value
            flags = getattr(value, "flags", None)
            status = getattr(value, "status", None)
            time = getattr(value, "time", None)
            say(
                "meas",
                gv=object_name(info.gv),
                index=item.index,
                value=plain(value),
                flags=flags.value if flags is not None else None,
                status=int(status) if status is not None else None,
                time=getattr(time, "value", None),
                event=info.isEventVariation,
                quality=str(info.tsquality).rsplit(".", 1)[-1],
            )

    def OnDeviceAttribute(self, info, attribute_set, variation, value):
        say("attribute", set=attribute_set, variation=variation, text=value.stringValue)


class MasterSide(dnp.IMasterApplication):
    last = None

    def OnOpen(self):
        say("open")

    def OnClose(self):
        say("close")

    def OnReceiveIIN(self, iin):
        bits = [name for name, bit in dnp.IINBit.__members__.items() if iin.IsSet(bit)]
        if bits != self.last:
            self.last = bits
            say("iin", bits=bits)

    def OnTaskStart(self, kind, task):
        pass

    def OnTaskComplete(self, info):
        say("task", type=str(info.type).rsplit(".", 1)[-1], result=str(info.result).rsplit(".", 1)[-1])

    def AssignClassDuringStartup(self):
        return False

    def Now(self):
        import time

        return dnp.UTCTimestamp(int(time.time() * 1000))


class OutstationSide(dnp.IOutstationApplication):
    iin = dnp.ApplicationIIN()

    def GetApplicationIIN(self):
        return self.iin

    def SupportsWriteAbsoluteTime(self):
        return True

    def WriteAbsoluteTime(self, timestamp):
        self.iin.needTime = False
        say("time", utc=timestamp.msSinceEpoch)
        return True

    def SupportsAssignClass(self):
        return True

    def RecordClassAssignment(self, kind, assigned, start, stop):
        say("assign", type=str(kind).rsplit(".", 1)[-1], cls=int(assigned), start=start, stop=stop)

    def ColdRestartSupport(self):
        return dnp.RestartMode.SUPPORTED_DELAY_COARSE

    def WarmRestartSupport(self):
        return dnp.RestartMode.SUPPORTED_DELAY_FINE

    def ColdRestart(self):
        say("restart", cold=True)
        return 2

    def WarmRestart(self):
        say("restart", cold=False)
        return 300

    def OnConfirmProcessed(self, unsolicited, class1, class2, class3):
        say("confirm", unsolicited=unsolicited, waiting=[class1, class2, class3])


def control_words(command):
    if isinstance(command, dnp.ControlRelayOutputBlock):
        return {
            "gv": "g12v1",
            "op": str(command.opType).rsplit(".", 1)[-1],
            "tcc": str(command.tcc).rsplit(".", 1)[-1],
            "count": command.count,
            "on": command.onTimeMS,
            "off": command.offTimeMS,
        }
    variation = {"Int32": 1, "Int16": 2, "Float32": 3, "Double64": 4}
    return {"gv": f"g41v{variation[type(command).__name__[len('AnalogOutput'):]]}", "value": command.value}


class Controls(dnp.ICommandHandler):
    """Points up to 99 succeed; 100 and more are not supported."""

    def Begin(self):
        pass

    def End(self):
        pass

    def Select(self, command, index):
        say("select", index=index, **control_words(command))
        return dnp.CommandStatus.SUCCESS if index < 100 else dnp.CommandStatus.NOT_SUPPORTED

    def Operate(self, command, index, database, mode):
        say("operate", index=index, mode=str(mode).rsplit(".", 1)[-1], **control_words(command))
        return dnp.CommandStatus.SUCCESS if index < 100 else dnp.CommandStatus.NOT_SUPPORTED


class Log(dnp.ILogHandler):
    def log(self, module, name, level, location, message):
        sys.stderr.write(f"{message}\n")


def point(kind, value, flags, time):
    quality = dnp.Flags(flags)
    stamp = dnp.DNPTime(time) if time is not None else dnp.DNPTime(0)
    if kind == "binary":
        return dnp.Binary(bool(value), quality, stamp)
    if kind == "double":
        # The state is among the flags, here and below.
        double = dnp.DoubleBitBinary(dnp.DoubleBit(value))
        double.flags = dnp.Flags(flags | value << 6)
        double.time = stamp
        return double
    if kind == "counter":
        return dnp.Counter(int(value), quality, stamp)
    if kind == "analog":
        return dnp.Analog(float(value), quality, stamp)
    if kind == "binary-output":
        status = dnp.BinaryOutputStatus(bool(value))
        status.flags = dnp.Flags(flags | bool(value) << 7)
        status.time = stamp
        return status
    if kind == "analog-output":
        status = dnp.AnalogOutputStatus(float(value))
        status.flags = quality
        status.time = stamp
        return status
    return dnp.OctetString(value)


def outstation(manager, options):
    level = dnp.levels.NORMAL
    endpoint = dnp.IPEndpoint(LOOPBACK, options.port)
    mode = dnp.ServerAcceptMode.CloseExisting
    if options.tls:
        cert, key, ca = options.tls
        channel = manager.AddTLSServer("s", level, mode, endpoint, dnp.TLSConfig(ca, cert, key), None)
    else:
        channel = manager.AddTCPServer("s", level, mode, endpoint, None)
    config = dnp.OutstationStackConfig(dnp.DatabaseConfig(options.points))
    config.link.LocalAddr, config.link.RemoteAddr = 10, 1
    config.outstation.eventBufferConfig = dnp.EventBufferConfig.AllTypes(1000)
    params = config.outstation.params
    params.allowUnsolicited = options.unsolicited
    params.unsolConfirmTimeout = params.solConfirmTimeout = dnp.TimeDuration.Milliseconds(options.confirm_ms)
    application = OutstationSide()
    application.iin.needTime = True
    keep = (Controls(), application)
    station = channel.AddOutstation("o", *keep, config)
    station.Enable()

    def act(order):
        if order["op"] == "restart":
            station.SetRestartIIN()
            return
        builder = dnp.UpdateBuilder()
        if order["op"] == "freeze":
            builder.FreezeCounter(order["index"], order.get("clear", False))
        for update in order.get("updates", []):
            value = point(update["type"], update["value"], update.get("flags", 1), update.get("time"))
            builder.Update(value, update["index"], dnp.EventMode.__members__[update.get("mode", "Detect")])
        station.Apply(builder.Build())

    return act, keep


def headers_of(order):
    headers = []
    for entry in order["headers"]:
        group, variation = entry["group"], entry["variation"]
        if "start" in entry:
            headers.append(dnp.Header.Range16(group, variation, entry["start"], entry["stop"]))
        else:
            headers.append(dnp.Header.AllObjects(group, variation))
    return headers


def command_of(order):
    kind = order["kind"]
    if kind == "crob":
        return dnp.ControlRelayOutputBlock(
            dnp.OperationType.__members__[order["code"]],
            dnp.TripCloseCode.__members__[order.get("tcc", "NUL")],
            False,
            order.get("count", 1),
            order.get("on", 100),
            order.get("off", 100),
        )
    return getattr(dnp, f"AnalogOutput{kind}")(order["value"])


def master(manager, options):
    level = dnp.levels.NORMAL
    retry = dnp.ChannelRetry(dnp.TimeDuration.Milliseconds(100), dnp.TimeDuration.Milliseconds(500))
    endpoints = [dnp.IPEndpoint(LOOPBACK, options.port)]
    if options.tls:
        cert, key, ca = options.tls
        channel = manager.AddTLSClient(
            "c", level, retry, endpoints, LOOPBACK, dnp.TLSConfig(ca, cert, key), None
        )
    else:
        channel = manager.AddTCPClient("c", level, retry, endpoints, LOOPBACK, None)
    config = dnp.MasterStackConfig()
    config.link.LocalAddr, config.link.RemoteAddr = 1, 10
    params = config.master
    params.disableUnsolOnStartup = True
    if options.time_sync:
        params.timeSyncMode = dnp.TimeSyncMode.LAN
    if not options.unsolicited and hasattr(params, "unsolClassMask"):
        params.unsolClassMask = dnp.ClassField.None_()
    readings, application = Readings(), MasterSide()
    association = channel.AddMaster("m", readings, application, config)
    association.Enable()
    kinds = {kind.name: kind for kind in dnp.FreezeType.__members__.values()}

    def result(ident):
        def done(outcome):
            points = [
                {"index": p.index, "status": int(p.status), "state": str(p.state).rsplit(".", 1)[-1]}
                for p in outcome.to_list()
            ]
            say("result", id=ident, summary=str(outcome.summary).rsplit(".", 1)[-1], points=points)

        return done

    def restarted(outcome):
        say("restarted", summary=str(outcome.summary).rsplit(".", 1)[-1])

    def act(order):
        op = order["op"]
        if op == "classes":
            wanted = [n in order["classes"] for n in range(4)]
            association.ScanClasses(dnp.ClassField(*wanted), readings)
        elif op == "read":
            association.Scan(headers_of(order), readings)
        elif op == "operate":
            send = association.SelectAndOperate if order.get("select") else association.DirectOperate
            send(command_of(order), order["index"], result(order.get("id")))
        elif op == "freeze":
            association.Freeze(kinds[order["type"]], headers_of(order))
        elif op == "restart":
            kind = dnp.RestartType.COLD if order["cold"] else dnp.RestartType.WARM
            association.Restart(kind, restarted)
        elif op == "function":
            association.PerformFunction(
                order["function"], dnp.FunctionCode.__members__[order["function"]], headers_of(order)
            )
        elif op == "assign-class":
            headers = [dnp.Header.AllObjects(60, order["cls"] + 1), *headers_of(order)]
            association.PerformFunction("assign", dnp.FunctionCode.ASSIGN_CLASS, headers)
        elif op == "deadbands":
            bands = [
                dnp.IndexedAnalogInputDeadband(dnp.AnalogInputDeadband(band["value"]), band["index"])
                for band in order["deadbands"]
            ]
            association.WriteDeadBands(bands, lambda outcome: say("deadbands", text=str(outcome)))
        elif op == "link-status":
            association.CheckLinkStatus(lambda outcome: say("link-status", text=str(outcome)))

    return act, (readings, application, channel)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["outstation", "master"])
    parser.add_argument("port", type=int)
    parser.add_argument("--points", type=int, default=10)
    parser.add_argument("--unsolicited", action="store_true")
    parser.add_argument("--time-sync", action="store_true")
    parser.add_argument("--confirm-ms", type=int, default=2000)
    parser.add_argument("--tls", nargs=3)
    options = parser.parse_args()
    manager = dnp.DNP3Manager(1, Log())
    act, keep = {"outstation": outstation, "master": master}[options.role](manager, options)
    say("ready")
    for line in sys.stdin:
        act(json.loads(line))
    manager.Shutdown()
    del keep


main()
