/*
 * A controller of another maker, on open62541: variables below one object as test/support/opcua-field.ts has them, and a
 * ramp that counts steps of the wall clock, with its history since this program began.
 * Takes sessions of the user `plant` only, over secure channels of the one client whose certificate it is given.
 * Arguments: port, own certificate, its key and the client's certificate (DER), own application URI, epoch ms of the
 * ramp's first step, ms of a step. Prints `ready` when it listens.
 */
#include <open62541/plugin/accesscontrol_default.h>
#include <open62541/plugin/historydata/history_data_backend_memory.h>
#include <open62541/plugin/historydata/history_data_gathering_default.h>
#include <open62541/plugin/historydata/history_database_default.h>
#include <open62541/plugin/log_stdout.h>
#include <open62541/server.h>
#include <open62541/server_config_default.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define QUEUE 1000
#define HISTORY_PAGE 100
#define HISTORY_VALUES 100000

static volatile UA_Boolean running = true;
static UA_UInt16 plant;
static UA_Int64 began, step, count;

static void stop(int sig) {
    (void)sig;
    running = false;
}

static void must(UA_StatusCode status, const char *what) {
    if(status == UA_STATUSCODE_GOOD)
        return;
    fprintf(stderr, "%s: %s\n", what, UA_StatusCode_name(status));
    exit(1);
}

static UA_ByteString fileOf(const char *path) {
    FILE *file = fopen(path, "rb");
    UA_ByteString bytes = UA_BYTESTRING_NULL;
    if(!file || fseek(file, 0, SEEK_END) != 0)
        must(UA_STATUSCODE_BADNOTFOUND, path);
    must(UA_ByteString_allocBuffer(&bytes, (size_t)ftell(file)), path);
    rewind(file);
    if(fread(bytes.data, 1, bytes.length, file) != bytes.length)
        must(UA_STATUSCODE_BADDECODINGERROR, path);
    fclose(file);
    return bytes;
}

static UA_NodeId nodeOf(char *name) { return UA_NODEID_STRING(plant, name); }

static UA_NodeId standard(UA_UInt32 id) { return UA_NODEID_NUMERIC(0, id); }

static UA_Int64 wallMs(void) {
    return (UA_DateTime_now() - UA_DATETIME_UNIX_EPOCH) / UA_DATETIME_MSEC;
}

static UA_NodeId addVariable(UA_Server *server, char *name, UA_VariableAttributes attributes) {
    attributes.displayName = UA_LOCALIZEDTEXT("", name);
    must(UA_Server_addVariableNode(server, nodeOf(name), nodeOf("Plant"), standard(UA_NS0ID_HASCOMPONENT),
                                   UA_QUALIFIEDNAME(plant, name), standard(UA_NS0ID_BASEDATAVARIABLETYPE), attributes,
                                   NULL, NULL), name);
    return nodeOf(name);
}

static UA_VariableAttributes scalar(void *value, size_t typeIndex, UA_Byte access) {
    UA_VariableAttributes attributes = UA_VariableAttributes_default;
    UA_Variant_setScalar(&attributes.value, value, &UA_TYPES[typeIndex]);
    attributes.dataType = UA_TYPES[typeIndex].typeId;
    attributes.valueRank = UA_VALUERANK_SCALAR;
    attributes.accessLevel = access;
    return attributes;
}

static void setStatus(UA_Server *server, char *name, UA_Double number, UA_StatusCode status) {
    UA_DataValue value;
    UA_DataValue_init(&value);
    UA_Variant_setScalar(&value.value, &number, &UA_TYPES[UA_TYPES_DOUBLE]);
    value.hasValue = value.hasStatus = true;
    value.status = status;
    must(UA_Server_writeDataValue(server, nodeOf(name), value), name);
}

/* Every step since the last one, each dated by when it was due: a busy machine must not make a gap. */
static void advance(UA_Server *server, void *data) {
    (void)data;
    for(UA_Int64 now = (wallMs() - began) / step; count < now;) {
        UA_Double number = (UA_Double)++count;
        UA_DataValue value;
        UA_DataValue_init(&value);
        UA_Variant_setScalar(&value.value, &number, &UA_TYPES[UA_TYPES_DOUBLE]);
        value.hasValue = value.hasSourceTimestamp = true;
        value.sourceTimestamp = UA_DATETIME_UNIX_EPOCH + (began + count * step) * UA_DATETIME_MSEC;
        must(UA_Server_writeDataValue(server, nodeOf("ramp"), value), "ramp");
    }
}

/* The way in for tests that want a certain status: what is written to `status` becomes the status of `judged`. */
static void judge(UA_Server *server, const UA_NodeId *session, void *sessionContext, const UA_NodeId *node,
                  void *nodeContext, const UA_NumericRange *range, const UA_DataValue *data) {
    (void)session, (void)sessionContext, (void)node, (void)nodeContext, (void)range;
    if(data->hasValue && UA_Variant_hasScalarType(&data->value, &UA_TYPES[UA_TYPES_UINT32]))
        setStatus(server, "judged", 5.0, *(UA_UInt32 *)data->value.data);
}

static void addNodes(UA_Server *server, UA_HistoryDataGathering gathering) {
    const UA_Byte read = UA_ACCESSLEVELMASK_READ, readWrite = read | UA_ACCESSLEVELMASK_WRITE;
    UA_Double zero = 0, seven = 7, twenty = 20;
    UA_ObjectAttributes object = UA_ObjectAttributes_default;
    must(UA_Server_addObjectNode(server, nodeOf("Plant"), standard(UA_NS0ID_OBJECTSFOLDER), standard(UA_NS0ID_ORGANIZES),
                                 UA_QUALIFIEDNAME(plant, "Plant"), standard(UA_NS0ID_BASEOBJECTTYPE), object, NULL, NULL),
         "Plant");
    addVariable(server, "steady", scalar(&seven, UA_TYPES_DOUBLE, read));
    addVariable(server, "judged", scalar(&seven, UA_TYPES_DOUBLE, read));
    addVariable(server, "locked", scalar(&seven, UA_TYPES_DOUBLE, read));
    addVariable(server, "setpoint", scalar(&twenty, UA_TYPES_DOUBLE, readWrite));

    UA_Int64 big = -((UA_Int64)1 << 40);
    addVariable(server, "counter", scalar(&big, UA_TYPES_INT64, readWrite));
    UA_Boolean off = false;
    addVariable(server, "pump", scalar(&off, UA_TYPES_BOOLEAN, readWrite));
    UA_String word = UA_STRING("heating, 21 °C");
    addVariable(server, "mode", scalar(&word, UA_TYPES_STRING, readWrite));

    UA_UInt32 good = UA_STATUSCODE_GOOD;
    UA_ValueCallback onWrite = {NULL, judge};
    addVariable(server, "status", scalar(&good, UA_TYPES_UINT32, readWrite));
    must(UA_Server_setVariableNode_valueCallback(server, nodeOf("status"), onWrite), "status");

    UA_Double three[3] = {1.5, 2.5, 3.5};
    UA_UInt32 size = 3;
    UA_VariableAttributes list = scalar(&zero, UA_TYPES_DOUBLE, read);
    UA_Variant_setArray(&list.value, three, 3, &UA_TYPES[UA_TYPES_DOUBLE]);
    list.valueRank = UA_VALUERANK_ONE_DIMENSION;
    list.arrayDimensions = &size;
    list.arrayDimensionsSize = 1;
    addVariable(server, "list", list);

    UA_VariableAttributes ramp = scalar(&zero, UA_TYPES_DOUBLE, read | UA_ACCESSLEVELMASK_HISTORYREAD);
    ramp.historizing = true;
    UA_NodeId id = addVariable(server, "ramp", ramp);
    UA_HistorizingNodeIdSettings kept = {0};
    kept.historizingBackend = UA_HistoryDataBackend_Memory(1, HISTORY_VALUES);
    kept.maxHistoryDataResponseSize = HISTORY_PAGE;
    kept.historizingUpdateStrategy = UA_HISTORIZINGUPDATESTRATEGY_VALUESET;
    must(gathering.registerNodeId(server, gathering.context, &id, kept), "history of ramp");
}

int main(int argc, char **argv) {
    if(argc != 8) {
        fprintf(stderr, "%s port certificate key trusted-certificate application-uri began-ms step-ms\n", argv[0]);
        return 2;
    }
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    began = atoll(argv[6]);
    step = atoll(argv[7]);
    count = (wallMs() - began) / step - 1;

    UA_ByteString certificate = fileOf(argv[2]), key = fileOf(argv[3]), trusted = fileOf(argv[4]);
    UA_ServerConfig config = {0};
    config.logging = UA_Log_Stdout_new(UA_LOGLEVEL_WARNING);
    must(UA_ServerConfig_setDefaultWithSecurityPolicies(&config, (UA_UInt16)atoi(argv[1]), &certificate, &key,
                                                        &trusted, 1, NULL, 0, NULL, 0), "security");
    config.securityPolicyNoneDiscoveryOnly = true;
    config.queueSizeLimits.max = QUEUE;
    UA_String_clear(&config.applicationDescription.applicationUri);
    config.applicationDescription.applicationUri = UA_STRING_ALLOC(argv[5]);
    /* Loopback only. */
    for(size_t i = 0; i < config.serverUrlsSize; i++)
        UA_String_clear(&config.serverUrls[i]);
    char url[64];
    snprintf(url, sizeof url, "opc.tcp://127.0.0.1:%s", argv[1]);
    config.serverUrls[0] = UA_STRING_ALLOC(url);
    config.serverUrlsSize = 1;
    UA_UsernamePasswordLogin users[] = {{UA_STRING_STATIC("plant"), UA_STRING_STATIC("secret-of-plant")}};
    must(UA_AccessControl_default(&config, false, NULL, 1, users), "users");
    UA_HistoryDataGathering gathering = UA_HistoryDataGathering_Default(1);
    config.historyDatabase = UA_HistoryDatabase_default(gathering);

    UA_Server *server = UA_Server_newWithConfig(&config);
    if(!server)
        must(UA_STATUSCODE_BADINTERNALERROR, "server");
    plant = UA_Server_addNamespace(server, "urn:test:plant");
    addNodes(server, gathering);
    /* Whoever connects at once sees a step, too. */
    advance(server, NULL);
    must(UA_Server_addRepeatedCallback(server, advance, NULL, (UA_Double)step / 4, NULL), "ramp");
    must(UA_Server_run_startup(server), "listening");
    puts("ready");
    fflush(stdout);
    while(running)
        UA_Server_run_iterate(server, true);
    must(UA_Server_run_shutdown(server), "shutdown");
    UA_Server_delete(server);
    return 0;
}
