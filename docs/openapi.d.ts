/**
 * Types of the API for TypeScript clients, generated from docs/openapi.json. With openapi-fetch:
 *
 *     import createClient from 'openapi-fetch';
 *     import type { paths } from '@thermacore/node-red-dashboard-2-scada/docs/openapi';
 *     const api = createClient<paths>({ baseUrl: 'http://127.0.0.1:1880' });
 */

export interface paths {
    "/api/v1/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The units of the tenant, by key
         * @description Permission `unit:read`: see units (role viewer or higher).
         */
        get: operations["listUnits"];
        put?: never;
        /**
         * Add a unit
         * @description Permission `unit:create`: add a unit (role admin or higher).
         */
        post: operations["createUnit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{unit}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One unit
         * @description Permission `unit:read`: see units (role viewer or higher).
         */
        get: operations["getUnit"];
        put?: never;
        post?: never;
        /**
         * Delete a unit with its sensors
         * @description Permission `unit:delete`: delete a unit with its sensors (role admin or higher).
         */
        delete: operations["deleteUnit"];
        options?: never;
        head?: never;
        /**
         * Change a unit; fields that are left out stay as they are
         * @description Permission `unit:update`: change a unit (role admin or higher).
         */
        patch: operations["updateUnit"];
        trace?: never;
    };
    "/api/v1/sensors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sensors of the tenant, by unit and key
         * @description Permission `sensor:read`: see sensors (role viewer or higher).
         */
        get: operations["listSensors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{unit}/sensors/{sensor}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One sensor
         * @description Permission `sensor:read`: see sensors (role viewer or higher).
         */
        get: operations["getSensor"];
        put?: never;
        post?: never;
        /**
         * Delete a sensor
         * @description Permission `sensor:delete`: delete a sensor (role admin or higher).
         */
        delete: operations["deleteSensor"];
        options?: never;
        head?: never;
        /**
         * Change a sensor; fields that are left out stay as they are
         * @description Permission `sensor:update`: change a sensor (role admin or higher).
         */
        patch: operations["updateSensor"];
        trace?: never;
    };
    "/api/v1/units/{unit}/sensors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a sensor to a unit
         * @description Permission `sensor:create`: add a sensor (role admin or higher).
         */
        post: operations["createSensor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The devices of the tenant, by key
         * @description Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        get: operations["listDevices"];
        put?: never;
        /**
         * Add a device
         * @description It is connected to at once, without a deploy, where a flow runs its protocol. `settings` are those of the protocol; a name it does not know is refused. With `template` and `templateUnit`, settings of the template hold where it has none, and the points of the template are its points, at the sensors of the same keys in that unit.
         *
         *     Permission `device:create`: add devices and device templates (role admin or higher).
         */
        post: operations["createDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One device; of its secrets only the names
         * @description Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /**
         * Delete a device with its points; sensors and their history stay
         * @description Permission `device:delete`: delete a device or a device template (role admin or higher).
         */
        delete: operations["deleteDevice"];
        options?: never;
        head?: never;
        /**
         * Change a device
         * @description Fields that are left out stay. `null` clears `description`; `template: null` takes the device from its template. `settings` replaces all settings of its own; `secrets` replaces those it names and removes those it gives as an empty text. The device is connected to anew; no other is touched.
         *
         *     Permission `device:update`: change a device, its points or its template, switch it on and off (role admin or higher).
         */
        patch: operations["updateDevice"];
        trace?: never;
    };
    "/api/v1/devices/{device}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Talk to a device again
         * @description Permission `device:update`: change a device, its points or its template, switch it on and off (role admin or higher).
         */
        post: operations["enableDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop talking to a device and keep it in the list
         * @description Permission `device:update`: change a device, its points or its template, switch it on and off (role admin or higher).
         */
        post: operations["disableDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a device like this one
         * @description With `unit`, the points go to the sensors of the same keys in that unit; without, the new device has none. The new device uses the same template, whose points are then at that unit.
         *
         *     Permission `device:create`: add devices and device templates (role admin or higher).
         */
        post: operations["cloneDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the connection and say in a sentence what came of it
         * @description Permission `device:test`: try the connection to a device (role operator or higher).
         */
        post: operations["testDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How it goes with a device
         * @description Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        get: operations["getDeviceStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-statuses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How it goes with each device, by key
         * @description Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        get: operations["listDeviceStatuses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}/points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the sensors stand in a device, and what may be written
         * @description Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        get: operations["getDevicePoints"];
        /**
         * Give a device these points of its own and no others
         * @description All or nothing: a point that cannot be is named, and none changes. A sensor has at most one point. The points of its template stay, but where the device has a point of its own for the same sensor; those with origin `template` are left to it, so that an answer of `GET` can be sent back.
         *
         *     Permission `device:update`: change a device, its points or its template, switch it on and off (role admin or higher).
         */
        put: operations["setDevicePoints"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}/browse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What is below a node of a device, a page at a time
         * @description Asks the device itself, with the settings of the registry, whether it is enabled or not. Only protocols that tell what they have: opcua. The connection stays open for a minute, for the next question.
         *
         *     Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        post: operations["browseDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}/sensors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make sensors of nodes of a device, and points that read them
         * @description All or nothing: with any fault nothing changes, and each names the node by its index. A sensor that the unit lacks is made with name, type, unit of measure, range and description as the device has them; one that is there stays as it is, and gets the point. Points that the device has stay.
         *
         *     Permission `device:update`: change a device, its points or its template, switch it on and off (role admin or higher).
         */
        post: operations["makeDeviceSensors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The device templates of the tenant, by key, without their points
         * @description Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        get: operations["listDeviceTemplates"];
        put?: never;
        /**
         * Add a device template
         * @description What the devices of one type have in common. `settings` hold where a device has none of its own; `points` are points of each of its devices. A point names a sensor only: the unit comes with the device. In an interlock `"{unit}"` is the unit of the device.
         *
         *     Permission `device:create`: add devices and device templates (role admin or higher).
         */
        post: operations["createDeviceTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-templates/{template}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One device template with its points
         * @description Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        get: operations["getDeviceTemplate"];
        put?: never;
        post?: never;
        /**
         * Delete a device template that no device uses
         * @description Permission `device:delete`: delete a device or a device template (role admin or higher).
         */
        delete: operations["deleteDeviceTemplate"];
        options?: never;
        head?: never;
        /**
         * Change a device template, and all devices that use it
         * @description Fields that are left out stay; `null` clears `description`. `settings` replaces all settings, `points` all points. All or nothing: what one of the devices cannot have is named, and nothing changes. The devices whose settings or points are others then are connected to anew; no other is touched. The protocol of a template cannot change.
         *
         *     Permission `device:update`: change a device, its points or its template, switch it on and off (role admin or higher).
         */
        patch: operations["updateDeviceTemplate"];
        trace?: never;
    };
    "/api/v1/device-templates/{template}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add up to 1,000 devices of a template at once
         * @description All or nothing: if `faults` is not 0 nothing changed, and each fault has the index of the device, the field and what to do. A sensor that a unit lacks is a fault, unless `createSensors` is true: then it is made as the point of the template says, which needs a `name` for that.
         *
         *     Permission `device:create`: add devices and device templates (role admin or higher).
         */
        post: operations["applyDeviceTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device}/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a device template of a device, which uses it from then on
         * @description The template gets the settings of the device but `host`, `port` and `unitId`, which stay with it, and its points in one unit with what their sensors are. The device does as before.
         *
         *     Permission `device:create`: add devices and device templates (role admin or higher).
         */
        post: operations["makeTemplateOfDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All devices with their points as CSV, without secrets
         * @description A line a point. What belongs to the device stands in its first line. A tenant without devices gets the header only.
         *
         *     Permission `device:read`: see devices, their templates, points and how it goes with them (role viewer or higher).
         */
        get: operations["exportDevices"];
        put?: never;
        /**
         * Add and change devices with their points from a CSV file of up to 10,000 lines
         * @description All or nothing: if `faults` is not 0 nothing changed, and each fault has its line, column, value and what to do. A device of the file becomes what the file says, with exactly its points; secrets and devices that are not in it stay. The file of `GET /devices.csv` comes in as it is.
         *
         *     Permission `device:import`: add and change devices from a file (role admin or higher).
         */
        post: operations["importDevices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/readings/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest reading of every sensor of the tenant, or of one unit or sensor
         * @description Permission `reading:read`: see latest values and history (role viewer or higher).
         */
        get: operations["latestReadings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/readings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The readings of one or several sensors in a range of time, oldest first
         * @description Permission `reading:read`: see latest values and history (role viewer or higher).
         */
        get: operations["listReadings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/readings/at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last value of each sensor known at a time, with when it was measured and how old it was
         * @description Permission `reading:read`: see latest values and history (role viewer or higher).
         */
        get: operations["getReadingsAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Any span of sensors at any resolution: buckets with aggregates, or readings chosen for a plot
         * @description Answered from raw readings or rollups of a minute, an hour, a day: the coarsest that are exact for the question. The first and the last bucket are cut at `from` and `to`. In `twa` each value holds until the next one; the value before a bucket carries in, the last holds to its end or to now. `stddev` is that of a sample; `good` is the share of good readings among `total`, which counts bad ones too. For `lttb` over more than 100,000 readings the lowest and highest value of each narrow cell stand between the cell’s first and last reading.
         *
         *     Permission `reading:read`: see latest values and history (role viewer or higher). Counts for 2 calls of the quota.
         */
        get: operations["getHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/history/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One row per sensor over one span: the numbers of a report
         * @description Sensors with texts have none; without `sensors` they are left out.
         *
         *     Permission `reading:read`: see latest values and history (role viewer or higher). Counts for 2 calls of the quota.
         */
        get: operations["getHistoryStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/readings/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readings as a file, sent while it is read
         * @description In the order of unit, sensor, time. Without `units` and `sensors`: all sensors of the tenant. CSV has the columns unit, sensor, timestamp (UTC), value, quality, flags; a text that a spreadsheet would run as a formula has an apostrophe before it. A download that breaks off is not complete: the connection is cut rather than ended.
         *
         *     Permission `reading:read`: see latest values and history (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["exportReadings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The exports of the tenant with their progress, newest first
         * @description Permission `reading:read`: see latest values and history (role viewer or higher).
         */
        get: operations["listExports"];
        put?: never;
        /**
         * Write readings to a file in the background
         * @description One export of a tenant runs at a time; the file is kept for a day.
         *
         *     Permission `reading:read`: see latest values and history (role viewer or higher). Counts for 10 calls of the quota.
         */
        post: operations["startExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{export}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One export with its progress
         * @description Permission `reading:read`: see latest values and history (role viewer or higher).
         */
        get: operations["getExport"];
        put?: never;
        post?: never;
        /**
         * Cancel an export that waits or runs, or remove one that is over
         * @description Permission `reading:read`: see latest values and history (role viewer or higher).
         */
        delete: operations["removeExport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{export}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The file of an export that is done; resumable with Range
         * @description Permission `reading:read`: see latest values and history (role viewer or higher).
         */
        get: operations["getExportFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{export}/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link that downloads the file once within a minute, for a browser
         * @description Permission `reading:read`: see latest values and history (role viewer or higher).
         */
        post: operations["createExportTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The imports of the tenant with their progress, newest first
         * @description Permission `reading:import`: bring history in from files (role admin or higher).
         */
        get: operations["listImports"];
        put?: never;
        /**
         * Bring history in from a CSV file of up to 1 GiB
         * @description UTF-8, a line a reading. Try it with `dryRun=true` first. The file of `GET /readings/export` comes in as it is. Repeats change nothing, so a file may come again. It is stored in the background, behind live readings.
         *
         *     Permission `reading:import`: bring history in from files (role admin or higher).
         */
        post: operations["startImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One import with its progress
         * @description Permission `reading:import`: bring history in from files (role admin or higher).
         */
        get: operations["getImport"];
        put?: never;
        post?: never;
        /**
         * Cancel an import that waits or runs (what is stored stays), or remove one that is over from the list
         * @description Permission `reading:import`: bring history in from files (role admin or higher).
         */
        delete: operations["removeImport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The first 1,000 lines that were refused, with the reason, as CSV
         * @description Permission `reading:import`: bring history in from files (role admin or higher).
         */
        get: operations["getImportErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link to which a browser sends one file within a minute
         * @description Permission `reading:import`: bring history in from files (role admin or higher).
         */
        post: operations["createImportTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long data of the tenant is kept, by class
         * @description What is older than its class is kept is deleted within the hour, for good.
         *
         *     Permission `retention:read`: see how long data is kept (role viewer or higher).
         */
        get: operations["getRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/{class}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set how long data of a class is kept
         * @description Data of the class that is older than that is deleted within the hour, for good; a longer time later does not bring it back. Only the tenant’s own data is touched.
         *
         *     Permission `retention:update`: change how long data is kept, by which older data is deleted for good (role admin or higher).
         */
        put: operations["setRetention"];
        post?: never;
        /**
         * Keep data of a class for the default time again
         * @description The tenant’s own setting is dropped. Data of the class that is older than that is deleted within the hour, for good; a longer time later does not bring it back. Only the tenant’s own data is touched.
         *
         *     Permission `retention:update`: change how long data is kept, by which older data is deleted for good (role admin or higher).
         */
        delete: operations["resetRetention"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Commands and what became of them, newest first
         * @description Permission `command:read`: see commands and what became of them (role viewer or higher).
         */
        get: operations["listCommands"];
        put?: never;
        /**
         * Write a value to the field
         * @description Answers at once with the command: `running`, `pending-confirmation`, or `done` with the outcome `rejected` and the rule that refused it in `detail`. An outcome is never guessed: `timed-out` means that the field may or may not have the value.
         *
         *     Permission `device:operate`: write to the field, confirm and cancel commands (role operator or higher).
         */
        post: operations["createCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands/{command}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One command; ask again until its state is done
         * @description Permission `command:read`: see commands and what became of them (role viewer or higher).
         */
        get: operations["getCommand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands/{command}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm another user’s command, so that it goes out
         * @description All rules are looked at again; one that does not hold any more ends the command as `rejected`.
         *
         *     Permission `device:operate`: write to the field, confirm and cancel commands (role operator or higher).
         */
        post: operations["confirmCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands/{command}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back a command that waits for its confirmation
         * @description Permission `device:operate`: write to the field, confirm and cancel commands (role operator or higher).
         */
        post: operations["cancelCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The alarms as they are now, unacknowledged first, then by priority, newest first
         * @description Comes from the memory of the process that evaluates the rules, or follows it a moment later in another process; without one (no flow has an *alarm rules* node) from what was stored last.
         *
         *     Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        get: operations["listAlarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{alarm}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One alarm as it is now
         * @description Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        get: operations["getAlarm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge up to 1,000 alarms at once
         * @description Those that cannot be acknowledged are named with the reason; the others are.
         *
         *     Permission `alarm:acknowledge`: acknowledge alarms and reset latched ones (role operator or higher).
         */
        post: operations["acknowledgeAlarms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{alarm}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge an alarm
         * @description Permission `alarm:acknowledge`: acknowledge alarms and reset latched ones (role operator or higher).
         */
        post: operations["acknowledgeAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{alarm}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset an alarm that is latched, returned and acknowledged
         * @description Permission `alarm:acknowledge`: acknowledge alarms and reset latched ones (role operator or higher).
         */
        post: operations["resetAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{alarm}/shelve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shelve an alarm for some time
         * @description It is announced to nobody meanwhile, and comes back by itself. Its condition goes on being tracked.
         *
         *     Permission `alarm:shelve`: shelve alarms for a time and take them back (role operator or higher).
         */
        post: operations["shelveAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{alarm}/unshelve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an alarm from the shelf before its time
         * @description Permission `alarm:shelve`: shelve alarms for a time and take them back (role operator or higher).
         */
        post: operations["unshelveAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{alarm}/out-of-service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an alarm out of service, until it is put back
         * @description Permission `alarm:service`: take alarms out of service and put them back (role admin or higher).
         */
        post: operations["takeAlarmOutOfService"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{alarm}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put an alarm back in service
         * @description Permission `alarm:service`: take alarms out of service and put them back (role admin or higher).
         */
        post: operations["returnAlarmToService"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The alarm rules of the tenant by key, with those that a flow brings first
         * @description A rule with a `fault` is enabled and does not run: it does not fit the plant, or what is kept of it cannot be read (`stored`). A change of what the fault names repairs it.
         *
         *     Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        get: operations["listAlarmRules"];
        put?: never;
        /**
         * Add an alarm rule
         * @description It counts at once, on the newest readings that are known. A rule that makes no sense for the plant is refused with the field; ask with `validate` for all its faults. The reason stands in the history of the rule (ISA-18.2, management of change).
         *
         *     Permission `alarm-rule:create`: add alarm rules (role admin or higher).
         */
        post: operations["createAlarmRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-rules/{rule}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One alarm rule
         * @description Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        get: operations["getAlarmRule"];
        put?: never;
        post?: never;
        /**
         * Delete an alarm rule with its alarms; their journal stays
         * @description Permission `alarm-rule:delete`: delete alarm rules (role admin or higher).
         */
        delete: operations["deleteAlarmRule"];
        options?: never;
        head?: never;
        /**
         * Change an alarm rule
         * @description Fields that are left out stay; `null` clears those that may be absent. Its alarms go on from where they are: what is acknowledged stays so where the condition is the same. A rule of a flow is changed in the flow only (409).
         *
         *     Permission `alarm-rule:update`: change alarm rules, with a reason (role admin or higher).
         */
        patch: operations["updateAlarmRule"];
        trace?: never;
    };
    "/api/v1/alarm-rules/{rule}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch an alarm rule on
         * @description Permission `alarm-rule:update`: change alarm rules, with a reason (role admin or higher).
         */
        post: operations["enableAlarmRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-rules/{rule}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch an alarm rule off: its alarms end
         * @description Permission `alarm-rule:update`: change alarm rules, with a reason (role admin or higher).
         */
        post: operations["disableAlarmRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-rules/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * All that is wrong with a rule for this plant, by field; nothing is kept
         * @description Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        post: operations["validateAlarmRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-rules/{rule}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy an alarm rule under another key
         * @description All else stays as it is; change the copy and switch it on. A rule of a flow can be copied too: the copy stands in the registry.
         *
         *     Permission `alarm-rule:create`: add alarm rules (role admin or higher).
         */
        post: operations["cloneAlarmRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-rules/{rule}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed an alarm rule, when and why, newest first; also of one that was deleted
         * @description Of a key that never was a rule in the registry the list is empty.
         *
         *     Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        get: operations["listAlarmRuleChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every transition of alarms, newest first
         * @description The journal only grows. What late data proved wrong stays, and a line of the event `withdrawn` says so.
         *
         *     Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        get: operations["listAlarmJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-journal.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The journal as CSV, oldest first
         * @description A text that a spreadsheet would run as a formula has an apostrophe before it.
         *
         *     Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["exportAlarmJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-journal/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link that downloads the journal as CSV once within a minute, for a browser
         * @description Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        post: operations["createAlarmJournalTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the alarm system does: rates, floods, bad actors, chattering, stale, each with its target
         * @description Worked out from the journal. Lines that late data proved wrong do not count.
         *
         *     Permission `alarm:read`: see alarms, their journal, their rules and how they do (role viewer or higher).
         */
        get: operations["getAlarmMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-what-ifs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The what-ifs of the tenant with their progress, newest first, without their answers
         * @description Permission `alarm-rule:update`: change alarm rules, with a reason (role admin or higher).
         */
        get: operations["listAlarmWhatIfs"];
        put?: never;
        /**
         * Work out in the background what a changed rule would have done
         * @description The engine itself runs over the stored readings, with the draft and, where a rule with its key is in force, with that one; nothing is changed. Nobody acknowledges or shelves in a replay. A draft that makes no sense for the plant is refused with the field, such as `rule.condition.limits`; so are the kinds device-offline, anomaly and foreign, of which no history is kept. One what-if of a tenant runs at a time, five wait; answers are kept for a day.
         *
         *     Permission `alarm-rule:update`: change alarm rules, with a reason (role admin or higher). Counts for 20 calls of the quota.
         */
        post: operations["startAlarmWhatIf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarm-what-ifs/{whatIf}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One what-if with its progress, and its answer once it is done
         * @description Permission `alarm-rule:update`: change alarm rules, with a reason (role admin or higher).
         */
        get: operations["getAlarmWhatIf"];
        put?: never;
        post?: never;
        /**
         * Cancel a what-if that waits or runs, or remove one that is over
         * @description Permission `alarm-rule:update`: change alarm rules, with a reason (role admin or higher).
         */
        delete: operations["removeAlarmWhatIf"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is told of which alarms, and when
         * @description Permission `notification:read`: see who is told of alarms, and what was sent to whom (role operator or higher).
         */
        get: operations["listNotificationRoutes"];
        put?: never;
        /**
         * Add a route
         * @description It counts at once, for alarms that are raised from now on. The first step comes after 0 s; the others, while nobody acknowledges, each later than the one before it. A subject and a text may have {plant}, {route}, {count}, {message}, {priority}, {class}, {rule}, {unit}, {sensor}, {device}, {level}, {event}, {time} and {minutes} in them.
         *
         *     Permission `notification:update`: change who is told of alarms, when and by which way, and try it (role admin or higher).
         */
        post: operations["createNotificationRoute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-routes/{route}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One route
         * @description Permission `notification:read`: see who is told of alarms, and what was sent to whom (role operator or higher).
         */
        get: operations["getNotificationRoute"];
        put?: never;
        post?: never;
        /**
         * Delete a route; what it gathers and escalates ends
         * @description Permission `notification:update`: change who is told of alarms, when and by which way, and try it (role admin or higher).
         */
        delete: operations["deleteNotificationRoute"];
        options?: never;
        head?: never;
        /**
         * Change a route
         * @description Fields that are left out stay; `null` clears those that may be absent. What it gathers and escalates goes on, by the new steps.
         *
         *     Permission `notification:update`: change who is told of alarms, when and by which way, and try it (role admin or higher).
         */
        patch: operations["updateNotificationRoute"];
        trace?: never;
    };
    "/api/v1/notification-routes/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a route would do in words, and all that is wrong with it for this plant; nothing is kept
         * @description Permission `notification:read`: see who is told of alarms, and what was sent to whom (role operator or higher).
         */
        post: operations["validateNotificationRoute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where notifications can be sent to; of secrets only the names
         * @description Permission `notification:read`: see who is told of alarms, and what was sent to whom (role operator or higher).
         */
        get: operations["listNotificationTargets"];
        put?: never;
        /**
         * Add a target
         * @description Addresses inside the plant and of the machine itself are refused, unless the installation allows their network (THERMACORE_NOTIFY_NETWORKS). A webhook is signed as Standard Webhooks have it: `webhook-id`, `webhook-timestamp` and `webhook-signature`; no redirect is followed.
         *
         *     Permission `notification:update`: change who is told of alarms, when and by which way, and try it (role admin or higher).
         */
        post: operations["createNotificationTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-targets/{target}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One target; of its secrets only the names
         * @description Permission `notification:read`: see who is told of alarms, and what was sent to whom (role operator or higher).
         */
        get: operations["getNotificationTarget"];
        put?: never;
        post?: never;
        /**
         * Delete a target that no route sends to
         * @description Permission `notification:update`: change who is told of alarms, when and by which way, and try it (role admin or higher).
         */
        delete: operations["deleteNotificationTarget"];
        options?: never;
        head?: never;
        /**
         * Change a target
         * @description Fields that are left out stay. `settings` replaces all settings; the channel stays. `secrets` replaces those it names and removes those it gives as an empty text.
         *
         *     Permission `notification:update`: change who is told of alarms, when and by which way, and try it (role admin or higher).
         */
        patch: operations["updateNotificationTarget"];
        trace?: never;
    };
    "/api/v1/notification-targets/{target}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test message, and say in a sentence what came of it
         * @description Permission `notification:update`: change who is told of alarms, when and by which way, and try it (role admin or higher).
         */
        post: operations["testNotificationTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether people are told of alarms, and which target fails since when
         * @description Permission `notification:read`: see who is told of alarms, and what was sent to whom (role operator or higher).
         */
        get: operations["getNotificationHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to whom, and what became of it, newest first
         * @description Permission `notification:read`: see who is told of alarms, and what was sent to whom (role operator or higher).
         */
        get: operations["listNotificationDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-deliveries/{delivery}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of them, with its text
         * @description Permission `notification:read`: see who is told of alarms, and what was sent to whom (role operator or higher).
         */
        get: operations["getNotificationDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-deliveries/{delivery}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send one that was given up again, as often as its target says
         * @description Permission `notification:send`: send a text to those who are told of alarms, and what was given up again (role operator or higher).
         */
        post: operations["resendNotificationDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/anomalies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Anomalies, newest first
         * @description Permission `anomaly:read`: see anomalies, and how sensors are watched (role viewer or higher).
         */
        get: operations["listAnomalies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/anomalies/{anomaly}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One anomaly: what was expected, what was observed, since when, and which detector says so
         * @description Permission `anomaly:read`: see anomalies, and how sensors are watched (role viewer or higher).
         */
        get: operations["getAnomaly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/anomalies/{anomaly}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say whether something was wrong
         * @description A false alarm makes the detector that raised it ask for more at this sensor, and all others a little; a confirmed one the reverse. Said again, it replaces what was said before.
         *
         *     Permission `anomaly:judge`: say whether an anomaly was one, which tunes its sensor (role operator or higher).
         */
        put: operations["judgeAnomaly"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/anomaly-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How sensors are watched: the tenant, and every unit and sensor with settings or feedback of its own
         * @description Permission `anomaly:read`: see anomalies, and how sensors are watched (role viewer or higher).
         */
        get: operations["listAnomalySettings"];
        /**
         * Set how all sensors of the tenant are watched
         * @description Replaces what this place sets itself; an empty object sets nothing. What was learnt stays, unless the window or the detectors change.
         *
         *     Permission `anomaly:settings`: change how sensors are watched for anomalies (role admin or higher).
         */
        put: operations["setAnomalySettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{unit}/anomaly-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set how the sensors of a unit are watched
         * @description Replaces what this place sets itself; an empty object sets nothing. What was learnt stays, unless the window or the detectors change.
         *
         *     Permission `anomaly:settings`: change how sensors are watched for anomalies (role admin or higher).
         */
        put: operations["setAnomalySettingsOfUnit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{unit}/sensors/{sensor}/anomaly-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set how a sensor is watched
         * @description Replaces what this place sets itself; an empty object sets nothing. What was learnt stays, unless the window or the detectors change.
         *
         *     Permission `anomaly:settings`: change how sensors are watched for anomalies (role admin or higher).
         */
        put: operations["setAnomalySettingsOfSensor"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/anomaly-scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs over history, newest first
         * @description Permission `anomaly:read`: see anomalies, and how sensors are watched (role viewer or higher).
         */
        get: operations["listAnomalyScans"];
        put?: never;
        /**
         * Look for anomalies in history, in the background
         * @description `settings` are tried instead of those in force. What it finds is listed with `scan`, raises no alarms, and teaches the running detection nothing.
         *
         *     Permission `anomaly:scan`: look for anomalies in history (role operator or higher). Counts for 20 calls of the quota.
         */
        post: operations["startAnomalyScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/anomaly-scans/{scan}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a job over history is
         * @description Permission `anomaly:read`: see anomalies, and how sensors are watched (role viewer or higher).
         */
        get: operations["getAnomalyScan"];
        put?: never;
        post?: never;
        /**
         * Cancel a job over history, or forget one that is over
         * @description The anomalies that it has found stay.
         *
         *     Permission `anomaly:scan`: look for anomalies in history (role operator or higher).
         */
        delete: operations["removeAnomalyScan"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The figures of the plant at a glance: performance, data quality, alarms, what reports
         * @description Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getAnalyticsSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How units did, from 0 to 100, best first, with what the score is made of
         * @description `conformity`: share of the time in the normal band. `stability`: 1 without variation, ½ where the robust deviation is a quarter of the normal band. `alarms`: 1 without any, ½ at ten a day, of which a critical one counts eight. `data`: data quality. A part that does not apply leaves its weight to the others.
         *
         *     Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Units and sensors in one time and another of the same length
         * @description Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getComparison"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/data-quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the readings of sensors and units can be relied on, from 0 to 100, worst first
         * @description `completeness`: readings against what the sensor usually sends. `timeliness`: share of the time in which it was not stale. `validity`: good readings within what the sensor can measure. `liveness`: time in which it did not stand still. `plausibility`: buckets without outliers. Switches and states have the first three.
         *
         *     Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getDataQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/alarm-patterns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which alarms come together, which follow which, and at what hours and days
         * @description From announced alarms. Pairs: χ² over windows of time. Sequences: how often one follows another within the window, against what chance would do. Hours and days: χ² against even ones. Only what is beyond chance is given (1 %).
         *
         *     Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getAlarmPatterns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/trends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Direction, slope and significance of the trend of each sensor
         * @description Mann-Kendall test with correction for ties and autocorrelation (Hamed and Rao), slope by Theil and Sen with its interval, and Pettitt’s test for a step. Everything is calculated from the means of buckets, so that readings every second weigh no more than readings every hour.
         *
         *     Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getTrends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mean, deviation and extremes of all readings; quantiles, shape and histogram of the means of buckets
         * @description Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getDescriptiveStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/correlation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How sensors of one or several units move together, each with each
         * @description Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getCorrelation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alarm limits and deadbands that the usual behaviour of sensors suggests
         * @description Limits stand just outside of 99 % of the buckets; deadbands are wider than the noise, and not narrower than ISA-18.2 begins with for the quantity. `alarms` says how often they would have rung. What an operator can do about it decides, not statistics: nothing is changed.
         *
         *     Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getLimitSuggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a sensor will do, with a band, and when it will meet its limits
         * @description Exponential smoothing with damped trend and, where the past has one, a season of a day or a week (Holt-Winters); the parameters are fitted. `limits[].trend` follows the line of Theil and Sen instead, for what clogs, wears or drifts.
         *
         *     Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getForecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/kpi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An expression over sensors in buckets: energy, efficiency, specific consumption
         * @description Permission `analytics:read`: see what is calculated from history: trends, scores, correlations, forecasts, kpis (role viewer or higher). Counts for 10 calls of the quota.
         */
        get: operations["getKpi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports: what is in them, when they are made, who gets them
         * @description Permission `report:read`: see reports, and open and download those that were made (role viewer or higher).
         */
        get: operations["listReports"];
        put?: never;
        /**
         * Add a report
         * @description It is made by the clock of the tenant. What was missed while nothing ran is made once after the next start; several processes on one database make each report once. Recipients are notification targets of the channel email; without any, it is only kept.
         *
         *     Permission `report:update`: change reports: what is in them, when they are made, who gets them (role admin or higher).
         */
        post: operations["createReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{report}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One report
         * @description Permission `report:read`: see reports, and open and download those that were made (role viewer or higher).
         */
        get: operations["getReport"];
        put?: never;
        post?: never;
        /**
         * Delete a report with all its runs
         * @description Permission `report:update`: change reports: what is in them, when they are made, who gets them (role admin or higher).
         */
        delete: operations["deleteReport"];
        options?: never;
        head?: never;
        /**
         * Change a report
         * @description Fields that are left out stay; `null` as `schedule` takes the schedule away.
         *
         *     Permission `report:update`: change reports: what is in them, when they are made, who gets them (role admin or higher).
         */
        patch: operations["updateReport"];
        trace?: never;
    };
    "/api/v1/reports/{report}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a report made now, of the last period that is over
         * @description Permission `report:run`: have a report made now, cancel and remove runs (role operator or higher).
         */
        post: operations["runReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports that were made or are being made, newest first
         * @description Permission `report:read`: see reports, and open and download those that were made (role viewer or higher).
         */
        get: operations["listReportRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report-runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One run: how far it is, or what came of it
         * @description Permission `report:read`: see reports, and open and download those that were made (role viewer or higher).
         */
        get: operations["getReportRun"];
        put?: never;
        post?: never;
        /**
         * Cancel a run that waits or goes on, or remove one that is over
         * @description Permission `report:run`: have a report made now, cancel and remove runs (role operator or higher).
         */
        delete: operations["removeReportRun"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report-runs/{run}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The report itself: one page of HTML for screen and paper, or CSV
         * @description The page needs nothing else: no script, no picture, no address that is fetched. Printed in A4 it has page numbers, and its charts can be told in black and white. In CSV a text that a spreadsheet would run as a formula has an apostrophe before it.
         *
         *     Permission `report:read`: see reports, and open and download those that were made (role viewer or higher).
         */
        get: operations["getReportFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report-runs/{run}/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link that downloads the file once within a minute, for a browser
         * @description Permission `report:read`: see reports, and open and download those that were made (role viewer or higher).
         */
        post: operations["createReportTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opcua/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The certificate by which others know this installation
         * @description Permission `certificate:read`: see the installation’s opc ua certificate and whom it trusts (role admin of the platform or higher).
         */
        get: operations["getOpcuaCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opcua/certificate/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new key and certificate for this installation
         * @description Connections made later use it, and systems that trusted the old one refuse them until they trust the new one. By itself it is renewed 30 days before it ends.
         *
         *     Permission `certificate:update`: renew the installation’s opc ua certificate, trust and reject others (role admin of the platform or higher).
         */
        post: operations["renewOpcuaCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opcua/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Certificates of others: trusted, rejected, issuers
         * @description Of those that were rejected by themselves the latest 200 are kept.
         *
         *     Permission `certificate:read`: see the installation’s opc ua certificate and whom it trusts (role admin of the platform or higher).
         */
        get: operations["listOpcuaCertificates"];
        put?: never;
        /**
         * Add a certificate as trusted, or as an issuer
         * @description Trusted, an authority lets in everything that it signed; as an issuer it only serves to check chains. For either, add its revocation list too.
         *
         *     Permission `certificate:update`: renew the installation’s opc ua certificate, trust and reject others (role admin of the platform or higher).
         */
        post: operations["addOpcuaCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opcua/certificates/{thumbprint}/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trust a certificate that was rejected
         * @description Compare its SHA-256 with what the other side shows first.
         *
         *     Permission `certificate:update`: renew the installation’s opc ua certificate, trust and reject others (role admin of the platform or higher).
         */
        post: operations["trustOpcuaCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opcua/certificates/{thumbprint}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject a certificate, also one that a trusted authority signed
         * @description Permission `certificate:update`: renew the installation’s opc ua certificate, trust and reject others (role admin of the platform or higher).
         */
        post: operations["rejectOpcuaCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opcua/certificates/{thumbprint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a certificate; when it comes again it is unknown
         * @description Permission `certificate:update`: renew the installation’s opc ua certificate, trust and reject others (role admin of the platform or higher).
         */
        delete: operations["removeOpcuaCertificate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opcua/crls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take over the revocation list of an authority in place of its last one
         * @description It must be signed by an authority that is known here. Without one, certificates of that authority are refused.
         *
         *     Permission `certificate:update`: renew the installation’s opc ua certificate, trust and reject others (role admin of the platform or higher).
         */
        post: operations["addOpcuaCrl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what, newest first
         * @description Every change, login, command and refusal. The log is that of the tenant in which the user acts; for a user of the platform who acts in none it is that of the installation.
         *
         *     Permission `audit:read`: see who did what, and check that nothing of that log was changed (role admin or higher).
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log as CSV, oldest first
         * @description A text that a spreadsheet would run as a formula has an apostrophe before it. The log is that of the tenant in which the user acts; for a user of the platform who acts in none it is that of the installation.
         *
         *     Permission `audit:read`: see who did what, and check that nothing of that log was changed (role admin or higher).
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link that downloads the audit log as CSV once within a minute, for a browser
         * @description Permission `audit:read`: see who did what, and check that nothing of that log was changed (role admin or higher).
         */
        post: operations["createAuditTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check that nothing of the audit log was changed
         * @description Goes over the chain of hashes from the first entry to the last. The log is that of the tenant in which the user acts; for a user of the platform who acts in none it is that of the installation.
         *
         *     Permission `audit:read`: see who did what, and check that nothing of that log was changed (role admin or higher).
         */
        post: operations["verifyAudit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * API keys, newest first, without their secrets
         * @description Permission `api-key:own`: make, see, renew and end one’s own api keys (role viewer or higher).
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key for a program
         * @description It acts in the tenant that you act in, and may what it is given as long as you may it yourself. It is good for the HTTP API, the live WebSocket (permission `live:subscribe`) and, as the password beside your user name, the embedded MQTT broker. An API key cannot make API keys.
         *
         *     Permission `api-key:own`: make, see, renew and end one’s own api keys (role viewer or higher).
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{key}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an own API key a new secret; the old one stops working at once
         * @description Permission `api-key:own`: make, see, renew and end one’s own api keys (role viewer or higher).
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End an API key at once: an own one, or with the permission api-key:manage any of the tenant
         * @description Permission `api-key:own`: make, see, renew and end one’s own api keys (role viewer or higher).
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tenants with what they have and may have (users of the platform)
         * @description Permission `tenant:list`: see which tenants there are (role admin of the platform or higher).
         */
        get: operations["listTenants"];
        put?: never;
        /**
         * Add a tenant, with its first administrator if one is named
         * @description The password of the administrator is in this answer and nowhere else; it is for the first login.
         *
         *     Permission `tenant:create`: add a tenant (role admin of the platform or higher).
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tenant
         * @description Permission `tenant:list`: see which tenants there are (role admin of the platform or higher).
         */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a tenant; fields that are left out stay, `quotas` are replaced as a whole
         * @description A quota below what the tenant has takes nothing away; it only lets nothing more in.
         *
         *     Permission `tenant:update`: change a tenant and its quotas, and the default quotas (role admin of the platform or higher).
         */
        patch: operations["updateTenant"];
        trace?: never;
    };
    "/api/v1/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant in which one acts: its quotas and what it uses of them
         * @description Permission `tenant:read-own`: see the quotas of one’s own tenant and what it uses of them (role admin or higher).
         */
        get: operations["getOwnTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a tenant: nobody of it gets in, its devices stop, its data stays
         * @description Logins are refused, sessions, tokens and sockets end, devices of the registry are not read, and readings that come nevertheless are refused and not confirmed to the field. Users of the platform may still act in it.
         *
         *     Permission `tenant:suspend`: suspend a tenant and let it in again (role admin of the platform or higher).
         */
        post: operations["suspendTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a suspended tenant in again
         * @description Permission `tenant:suspend`: suspend a tenant and let it in again (role admin of the platform or higher).
         */
        post: operations["resumeTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant-quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The quotas of tenants that have none of their own
         * @description Permission `tenant:list`: see which tenants there are (role admin of the platform or higher).
         */
        get: operations["getQuotaDefaults"];
        /**
         * Set the quotas of tenants that have none of their own
         * @description Permission `tenant:update`: change a tenant and its quotas, and the default quotas (role admin of the platform or higher).
         */
        put: operations["setQuotaDefaults"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the erasure of a tenant is; its certificate when it is done
         * @description Permission `tenant:erase`: erase a tenant with all its data, in two steps, and see certificates of what was erased (role admin of the platform or higher).
         */
        get: operations["getTenantErasure"];
        put?: never;
        /**
         * Request the erasure of a tenant, which suspends it
         * @description The answer has a token, shown once, by which the erasure is confirmed when the time of grace is over, within a week. Until then it can be withdrawn.
         *
         *     Permission `tenant:erase`: erase a tenant with all its data, in two steps, and see certificates of what was erased (role admin of the platform or higher).
         */
        post: operations["requestTenantErasure"];
        /**
         * Withdraw the erasure of a tenant, which stays suspended
         * @description Permission `tenant:erase`: erase a tenant with all its data, in two steps, and see certificates of what was erased (role admin of the platform or higher).
         */
        delete: operations["withdrawTenantErasure"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant}/erasure/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a tenant: all rows, rollups, files and accounts, for good
         * @description Runs in the background and ends with a certificate in the audit log of the platform: what was counted before and after.
         *
         *     Permission `tenant:erase`: erase a tenant with all its data, in two steps, and see certificates of what was erased (role admin of the platform or higher).
         */
        post: operations["confirmTenantErasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasure-certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Certificates of what was erased, newest first
         * @description Permission `tenant:erase`: erase a tenant with all its data, in two steps, and see certificates of what was erased (role admin of the platform or higher).
         */
        get: operations["listErasureCertificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/person-erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a user of the tenant: the account, and the name wherever it stands
         * @description In the audit log, the journal, comments, commands and deliveries a pseudonym takes the place of the name, so that what was done stays provable. It cannot be undone.
         *
         *     Permission `person:erase`: erase a user of one’s own tenant, and the name wherever it stands (role admin or higher).
         */
        post: operations["erasePerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The exports of the whole tenant with their progress, newest first
         * @description Permission `tenant:export`: take out all that there is of one’s own tenant (role admin or higher).
         */
        get: operations["listTenantExports"];
        put?: never;
        /**
         * Write all that there is of the tenant into one file
         * @description A tar archive: JSON lines of each table, readings as CSV, both in gzip files of some megabytes, `manifest.json` with the rows of each, and `SHA256SUMS`. Passwords, secrets and tokens are left out. The file is kept for a day.
         *
         *     Permission `tenant:export`: take out all that there is of one’s own tenant (role admin or higher).
         */
        post: operations["startTenantExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant/exports/{export}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One export of the whole tenant with its progress
         * @description Permission `tenant:export`: take out all that there is of one’s own tenant (role admin or higher).
         */
        get: operations["getTenantExport"];
        put?: never;
        post?: never;
        /**
         * Cancel an export of the tenant that waits or runs, or remove one that is over
         * @description Permission `tenant:export`: take out all that there is of one’s own tenant (role admin or higher).
         */
        delete: operations["removeTenantExport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant/exports/{export}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The file of an export of the tenant that is done; resumable with Range
         * @description Permission `tenant:export`: take out all that there is of one’s own tenant (role admin or higher).
         */
        get: operations["getTenantExportFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant/exports/{export}/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link that downloads the archive once within a minute, for a browser
         * @description Permission `tenant:export`: take out all that there is of one’s own tenant (role admin or higher).
         */
        post: operations["createTenantExportTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The users of the tenant, by user name
         * @description A user of the platform that acts in no tenant gets those of the platform.
         *
         *     Permission `user:read`: see users (role admin or higher).
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Add a user, with a role and a temporary password
         * @description At least 12 characters, or as many as the installation asks for; no rules about kinds of characters. Refused are common passwords, names of the user and the tenant, repetitions and runs of keys (NIST SP 800-63B). Nobody gives more than he has. No flow serves this: passwords travel along no wire.
         *
         *     Permission `user:create`: add a user (role admin or higher).
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One user
         * @description Permission `user:read`: see users (role admin or higher).
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Delete a user; what it has done stays in audit log and journals
         * @description Permission `user:delete`: delete a user (role admin or higher).
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description Fields that are left out stay, `null` takes away. Nobody changes his own rights, gives more than he has, or changes a user who has more; one administrator always remains. It counts at once: sessions of a disabled user end.
         *
         *     Permission `user:update`: change a user: name, role, units, disabled, a temporary password (role admin or higher).
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The user that asks
         * @description Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        get: operations["getProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change one’s own name and e-mail address
         * @description Permission `profile:update`: change one’s own name, e-mail address and password (role viewer or higher).
         */
        patch: operations["updateProfile"];
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where one is logged in, newest first
         * @description Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        get: operations["listOwnSessions"];
        put?: never;
        post?: never;
        /**
         * End all of one’s own sessions but the one that asks
         * @description Its tokens stop working, and what it has open is closed: at once here, within 30 s in other processes.
         *
         *     Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of one’s own sessions
         * @description Its tokens stop working, and what it has open is closed: at once here, within 30 s in other processes.
         *
         *     Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        delete: operations["endOwnSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a user is logged in, newest first
         * @description Permission `session:manage`: see and end the sessions of users (role admin or higher).
         */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions of a user
         * @description Its tokens stop working, and what it has open is closed: at once here, within 30 s in other processes.
         *
         *     Permission `session:manage`: see and end the sessions of users (role admin or higher).
         */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session of a user
         * @description Its tokens stop working, and what it has open is closed: at once here, within 30 s in other processes.
         *
         *     Permission `session:manage`: see and end the sessions of users (role admin or higher).
         */
        delete: operations["endUserSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What roles and API keys can be made of
         * @description Permission `api-key:own`: make, see, renew and end one’s own api keys (role viewer or higher).
         */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The roles that the tenant has made, by key
         * @description Permission `role:read`: see the roles that the tenant has made (role admin or higher).
         */
        get: operations["listRoles"];
        put?: never;
        /**
         * Make a role of permissions that one has
         * @description Permission `role:update`: make, change and delete roles (role admin or higher).
         */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One role
         * @description Permission `role:read`: see the roles that the tenant has made (role admin or higher).
         */
        get: operations["getRole"];
        put?: never;
        post?: never;
        /**
         * Delete a role that no user has
         * @description Permission `role:update`: make, change and delete roles (role admin or higher).
         */
        delete: operations["deleteRole"];
        options?: never;
        head?: never;
        /**
         * Change a role
         * @description Counts for all who have it: at once in this process, within 30 s in others. What they have open is closed and comes again with the new rights.
         *
         *     Permission `role:update`: make, change and delete roles (role admin or higher).
         */
        patch: operations["updateRole"];
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process can serve requests
         * @description Public.
         */
        get: operations["healthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with user name and password
         * @description After five failed logins of a user from one address, each further one doubles the wait (429). After twenty over all addresses, new places wait up to five minutes. A user with a second factor who sends no `code` gets the problem `mfa-required`. One who has to set one up first gets tokens that are good for `/me/mfa` only; they are refreshed when it is on.
         *
         *     Public.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a refresh token for a new pair
         * @description Each refresh token works once. One that comes back a second time ends the session, because either the owner or a thief holds a copy (RFC 9700 §4.14.2).
         *
         *     Public.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session: its access and refresh tokens stop working at once
         * @description Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the token belongs to, and what it may do
         * @description Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act in a tenant from now on (users of the platform; audited)
         * @description Access tokens of the session that were issued before stop working.
         *
         *     Permission `tenant:switch`: act in a tenant (audited) (role admin of the platform or higher).
         */
        post: operations["switchTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether you log in with a second factor
         * @description Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        get: operations["getMfa"];
        put?: never;
        /**
         * Begin to set up a second factor: a secret for an authenticator app
         * @description It counts from `POST /me/mfa/confirm` on. Until then another call gives another secret.
         *
         *     Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        post: operations["enrolMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/mfa/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch the second factor on with a first code; gives the recovery codes
         * @description A session that was good for this only gets its rights by `POST /auth/refresh`.
         *
         *     Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        post: operations["confirmMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/mfa/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New recovery codes in the place of all that are left
         * @description Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/mfa/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch the second factor off
         * @description Permission `session:read`: see and end one’s own sessions (role viewer or higher).
         */
        post: operations["disableMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{username}/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take away the second factor of a user who has lost it
         * @description Permission `user:secure`: take away the second factor of a user who lost it, unlock accounts that were guessed at (role admin or higher).
         */
        delete: operations["resetMfa"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/locked-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Accounts that are guessed at now, as this process sees it
         * @description Permission `user:secure`: take away the second factor of a user who lost it, unlock accounts that were guessed at (role admin or higher).
         */
        get: operations["listLockedUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/locked-users/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let an account log in from anywhere again
         * @description Permission `user:secure`: take away the second factor of a user who lost it, unlock accounts that were guessed at (role admin or higher).
         */
        delete: operations["unlockUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys that sign access tokens, newest first
         * @description Permission `signing-key:read`: see the keys that sign access tokens (role admin of the platform or higher).
         */
        get: operations["listSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/signing-keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign access tokens with a new key from now on
         * @description Tokens of the old key stay valid until they expire. It happens by itself every 90 days.
         *
         *     Permission `signing-key:rotate`: sign access tokens with a new key (role admin of the platform or higher).
         */
        post: operations["rotateSigningKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a user a temporary password; all of its sessions end
         * @description It has to be changed after the next login. At least 12 characters, or as many as the installation asks for; no rules about kinds of characters. Refused are common passwords, names of the user and the tenant, repetitions and runs of keys (NIST SP 800-63B).
         *
         *     Permission `user:update`: change a user: name, role, units, disabled, a temporary password (role admin or higher).
         */
        post: operations["setUserPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one’s own password; all other sessions end
         * @description At least 12 characters, or as many as the installation asks for; no rules about kinds of characters. Refused are common passwords, names of the user and the tenant, repetitions and runs of keys (NIST SP 800-63B).
         *
         *     Permission `profile:update`: change one’s own name, e-mail address and password (role viewer or higher).
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process answers
         * @description Public.
         */
        get: operations["healthLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys that verify access tokens (RFC 7517)
         * @description Public.
         */
        get: operations["jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description (OpenAPI 3.1)
         * @description Public.
         */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/problems/{problem}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a problem’s `type` means
         * @description Public.
         */
        get: operations["getProblem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live readings over WebSocket (RFC 6455); a plain GET is answered with 426
         * @description Permission `live:subscribe`: receive live readings over websocket and mqtt (role viewer or higher).
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccessToken: {
            /** @description Send it as `Authorization: Bearer …` */
            access_token: string;
            /** @description Seconds until the access token expires */
            expires_in: number;
            /** @constant */
            token_type: "Bearer";
        };
        Alarm: {
            /** @description `rule:unit/sensor` or `rule:device`; one alarm per condition */
            id: string;
            /** @description The same alarm in 16 letters and digits, always the same; wherever an id is asked for it does as well */
            shortId: string;
            /** @description Name used in topics and URLs */
            rule: string;
            /** @description Absent for the alarm of a device */
            unit?: string;
            /** @description Name used in topics and URLs */
            sensor?: string;
            /** @description Of a device-offline rule */
            device?: string;
            /** @enum {string} */
            state: "normal" | "unacknowledged" | "acknowledged" | "returned-unacknowledged" | "latched-unacknowledged" | "latched-acknowledged" | "shelved" | "suppressed-by-design" | "out-of-service";
            /**
             * Format: date-time
             * @description When it came into this state, in the field’s time
             */
            since: string;
            /** @description The condition holds, delays counted, also while it is covered */
            active: boolean;
            /**
             * @description The limit that is passed; `active` for a rule with only one
             * @enum {string}
             */
            level?: "high-high" | "low-low" | "high" | "low" | "active";
            /** @enum {string} */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            /** @description Name used in topics and URLs */
            class: string;
            message: string;
            /** @description Value of the sensor at the last change */
            value?: number | boolean | string;
            limit?: number;
            /** @enum {string} */
            quality: "good" | "uncertain" | "bad";
            /** Format: date-time */
            activeSince?: string;
            /** Format: date-time */
            returnedAt?: string;
            acknowledgedBy?: string;
            /** Format: date-time */
            acknowledgedAt?: string;
            /** Format: date-time */
            shelvedUntil?: string;
            comment?: string;
            /** @description The first of its group while no other of it was active */
            firstOut: boolean;
            /** @description The same for all lines of the journal of one occurrence */
            correlation?: string;
            /** @description What usually brings it about, as its rule says */
            cause?: string;
            /** @description What happens when nobody acts */
            consequence?: string;
            /** @description What the operator does */
            response?: string;
            /** @description Procedure or picture */
            link?: string;
        };
        AlarmActionInput: {
            /** @description Why; stands in the journal and the audit log. Some rules ask for one */
            comment?: string;
        };
        AlarmCountsByPriority: {
            /** @description Announced and their condition holds */
            active: number;
            unacknowledged: number;
            shelved: number;
            suppressed: number;
            outOfService: number;
        };
        AlarmJournalLine: {
            id: string;
            /** @description Name used in topics and URLs */
            rule: string;
            /** @description `id` of the alarm */
            alarm: string;
            /** @description Absent for the alarm of a device */
            unit?: string;
            /** @description Name used in topics and URLs */
            sensor?: string;
            /** @description Of a device-offline rule */
            device?: string;
            /**
             * Format: date-time
             * @description When it happened, in the field’s time
             */
            at: string;
            /**
             * Format: date-time
             * @description When it was found, by the clock of the platform
             */
            evaluatedAt: string;
            /**
             * @description withdrawn: late data proved the line `withdraws` wrong; quality-lost, quality-back: marks only; removed: its rule, sensor or device went
             * @enum {string}
             */
            event: "active" | "return" | "level-up" | "level-down" | "acknowledge" | "reset" | "shelve" | "un-shelve" | "out-of-service" | "back-in-service" | "suppress" | "un-suppress" | "shelve-time-out" | "re-alarm" | "quality-lost" | "quality-back" | "withdrawn" | "removed";
            /** @enum {string} */
            from: "normal" | "unacknowledged" | "acknowledged" | "returned-unacknowledged" | "latched-unacknowledged" | "latched-acknowledged" | "shelved" | "suppressed-by-design" | "out-of-service";
            /** @enum {string} */
            to: "normal" | "unacknowledged" | "acknowledged" | "returned-unacknowledged" | "latched-unacknowledged" | "latched-acknowledged" | "shelved" | "suppressed-by-design" | "out-of-service";
            /**
             * @description The limit that is passed; `active` for a rule with only one
             * @enum {string}
             */
            level: "high-high" | "low-low" | "high" | "low" | "active";
            /** @enum {string} */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            /** @description Name used in topics and URLs */
            class: string;
            value?: number | boolean | string;
            limit?: number;
            /** @enum {string} */
            quality: "good" | "uncertain" | "bad";
            message: string;
            correlation: string;
            user?: string;
            comment?: string;
            /** Format: date-time */
            shelvedUntil?: string;
            firstOut?: boolean;
            /** @description Found only when late data came */
            corrected?: boolean;
            withdraws?: string;
        };
        AlarmJournalList: {
            items: components["schemas"]["AlarmJournalLine"][];
            nextCursor?: string;
        };
        AlarmList: {
            items: components["schemas"]["Alarm"][];
            nextCursor?: string;
            /** @description Of all alarms of the tenant, whatever was asked for */
            counts: {
                [key: string]: components["schemas"]["AlarmCountsByPriority"];
            };
            /** @description More new alarms come than an operator can handle */
            flood: boolean;
        };
        /** @description How the alarm system does, with the bands of EEMUA 191 and ISA-18.2 */
        AlarmMetrics: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /** @description Who share the alarms */
            operators: number;
            /** @description Announced ones */
            alarms: number;
            figures: {
                /** @enum {string} */
                id: "per-day" | "per-hour" | "per-10-min" | "peak-10-min" | "crowded-share" | "flood-share" | "top-10-share" | "chattering" | "stale" | "share-critical" | "share-high" | "share-medium" | "share-low";
                value: number;
                unit: string;
                /** @description Within it: good */
                target: number;
                /** @description Within it: manageable */
                limit: number;
                /** @enum {string} */
                rating: "good" | "manageable" | "over";
            }[];
            /** @description The ten that were announced most often */
            badActors: {
                alarm: string;
                /** @description Name used in topics and URLs */
                rule: string;
                alarms: number;
                share: number;
            }[];
            /** @description Three times and more within a minute */
            chattering: {
                count: number;
                /** @description `id` of each, 100 at most */
                alarms: string[];
            };
            /** @description Over within ten seconds */
            fleeting: number;
            /** @description Active at the end of the time */
            standing: {
                count: number;
                /** @description `id` of each, 100 at most */
                alarms: string[];
            };
            /** @description Of those, active for more than a day */
            stale: {
                count: number;
                /** @description `id` of each, 100 at most */
                alarms: string[];
            };
            floods: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to?: string;
            }[];
            byPriority: {
                [key: string]: number;
            };
        };
        AlarmPatternReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            windowMs: number;
            timezone: string;
            alarms: number;
            together: {
                alarms: string[];
                windows: number;
                lift: number;
                /** @description Probability of as much by chance */
                p: number;
            }[];
            sequences: {
                first: string;
                then: string;
                times: number;
                confidence: number;
                lift: number;
                delayMs: number;
            }[];
            /** @description By hour of the day, from 0 */
            hours: {
                counts: number[];
                /** @description Probability of as much by chance */
                p?: number;
                /** @description The fullest place, where it is no chance */
                peak?: number;
            };
            /** @description By day of the week, from Monday */
            weekdays: {
                counts: number[];
                /** @description Probability of as much by chance */
                p?: number;
                /** @description The fullest place, where it is no chance */
                peak?: number;
            };
            /** @description What is less exact than asked for */
            note?: string;
        };
        AlarmRule: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description A rule that is off has no alarms
             * @default true
             */
            enabled: boolean;
            /** @description What the rule is on */
            appliesTo: {
                /** @constant */
                to: "sensor";
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            } | {
                /** @constant */
                to: "sensors";
                /**
                 * @description Left out: units of any kind
                 * @enum {string}
                 */
                unitKind?: "boiler" | "heat-exchanger" | "pump-set" | "tank" | "network" | "other";
                /** @default * */
                unit: string;
                sensor: string;
            } | {
                /** @constant */
                to: "device";
                /** @description Name used in topics and URLs */
                device: string;
            } | {
                /** @constant */
                to: "devices";
                /** @default * */
                device: string;
            };
            /** @description What is watched for */
            condition: {
                /** @constant */
                kind: "limit";
                /** @description Each level once; one alarm walks through them */
                limits: {
                    /**
                     * @description high and high-high are passed upwards, low and low-low downwards
                     * @enum {string}
                     */
                    level: "high-high" | "low-low" | "high" | "low";
                    /** @description The limit itself still belongs to the normal side */
                    value: number;
                    /**
                     * @description Of the alarm at this limit; left out: that of the rule
                     * @enum {string}
                     */
                    priority?: "critical" | "high" | "medium" | "low" | "journal";
                    /** @description Left out: that of the rule */
                    deadband?: {
                        /**
                         * @description How far the value has to come back. 0: none
                         * @default 0
                         */
                        value: number;
                        /**
                         * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                         * @default absolute
                         * @enum {string}
                         */
                        as: "absolute" | "percent-of-span" | "percent-of-limit";
                    };
                }[];
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "rate-of-change";
                /** @description Change of the value per `per`; the limit itself is still normal */
                limit: number;
                /**
                 * @default minute
                 * @enum {string}
                 */
                per: "second" | "minute" | "hour";
                /**
                 * @default either
                 * @enum {string}
                 */
                direction: "rising" | "falling" | "either";
                /**
                 * @description The newest value is held against the last one that is at least this old, in seconds
                 * @default 60
                 */
                windowSeconds: number;
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "deviation";
                /** @description What the value should be */
                from: {
                    /** @constant */
                    kind: "fixed";
                    value: number;
                } | {
                    /** @description Left out: the unit of the sensor that the rule is on */
                    unit?: string;
                    /** @description Name used in topics and URLs */
                    sensor: string;
                    /** @constant */
                    kind: "sensor";
                };
                /** @description Largest distance that is still normal */
                limit: number;
                /**
                 * @default either
                 * @enum {string}
                 */
                direction: "above" | "below" | "either";
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "digital";
                /** @description Values that are the alarm, e.g. true, 1, "TRIPPED". true counts as 1, false as 0 */
                states: (boolean | number | string)[];
            } | {
                /** @constant */
                kind: "stale";
                /** @description Seconds without a reading; left out: staleAfter of the sensor. A reading marked stale or comm-lost is none */
                afterSeconds?: number;
            } | {
                /** @constant */
                kind: "bad-quality";
                /**
                 * @description Uncertain readings are the alarm too
                 * @default false
                 */
                uncertain: boolean;
            } | {
                /** @constant */
                kind: "device-offline";
            } | {
                /** @constant */
                kind: "anomaly";
                /**
                 * @description Score 0 to 1
                 * @default 0.9
                 */
                limit: number;
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "expression";
                /** @description True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on */
                expression: string;
            } | {
                /** @constant */
                kind: "foreign";
                /** @description By which the device names its condition, e.g. nsu=urn:plc;s=Boiler.TooHot */
                condition: string;
                /** @description From which severity on it is of which priority; below `low` it is only kept in the journal. Left out: it always has the priority of the rule */
                severities?: {
                    critical: number;
                    high: number;
                    medium: number;
                    low: number;
                };
            };
            /**
             * @description How long the condition has to last before it is an alarm, in seconds of the field’s time
             * @default 0
             */
            onDelaySeconds: number;
            /**
             * @description How long it has to be over before the alarm returns, in seconds of the field’s time
             * @default 0
             */
            offDelaySeconds: number;
            /**
             * @description The alarm stays after its return until it is reset
             * @default false
             */
            latch: boolean;
            /**
             * @description journal: kept, and announced to nobody
             * @default medium
             * @enum {string}
             */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            /**
             * @description Groups alarms for routes and reports, e.g. process, safety
             * @default process
             */
            class: string;
            /**
             * @description What people read; {value}, {limit} and so on are filled in
             * @default {name}: {sensor} is {value} {uom}
             */
            message: string;
            /**
             * @description What usually brings it about
             * @default
             */
            cause: string;
            /**
             * @description What happens when nobody acts
             * @default
             */
            consequence: string;
            /**
             * @description What the operator does
             * @default
             */
            response: string;
            /** @description How long the operator has, in seconds */
            responseSeconds?: number;
            /**
             * Format: uri
             * @description Procedure or picture
             */
            link?: string;
            /** @description While this is false the alarm is suppressed by design. What is not known counts as true */
            enable?: {
                when: {
                    /** @description Left out: the unit of the sensor that the rule is on */
                    unit?: string;
                    /** @description Name used in topics and URLs */
                    sensor: string;
                    /** @constant */
                    kind: "state";
                    /** @description Values of the sensor in which the rule counts */
                    states: (boolean | number | string)[];
                } | {
                    /** @constant */
                    kind: "expression";
                    /** @description True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on */
                    expression: string;
                };
                /**
                 * @description How long it has to hold before the rule counts again, e.g. until a pump that was started brings flow. In seconds
                 * @default 0
                 */
                delaySeconds: number;
            };
            /** @description When the rule counts, in the time zone of the tenant; outside it is suppressed by design */
            schedule?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to: string;
            };
            /** @description After this time an alarm that is acknowledged and still active is announced again */
            reAlarmSeconds?: number;
            /**
             * @description Longest time it can be shelved for, in seconds (MaxTimeShelved of OPC 10000-9). 0: never
             * @default 28800
             */
            maxShelveSeconds: number;
            /**
             * @description Actions that need a comment
             * @default [
             *       "shelve",
             *       "out-of-service"
             *     ]
             */
            commentRequired: ("acknowledge" | "shelve" | "un-shelve" | "out-of-service" | "back-in-service" | "reset")[];
            /** @description Rule whose alarm explains this one: suppressed by design while that is active, on the same sensor, else in the same unit, else anywhere */
            parent?: string;
            /** @description Of the alarms of a group, the one that came first while no other was active is marked */
            firstOutGroup?: string;
            /** @description Goes up by one with each change */
            version: number;
            /** Format: date-time */
            createdAt?: string;
            createdBy?: string;
            /** Format: date-time */
            updatedAt?: string;
            updatedBy?: string;
            /**
             * @description flow: typed into the form of an alarm-rules node, and changed only there
             * @enum {string}
             */
            source: "registry" | "flow";
            /** @description Why it does not fit the plant as it is, e.g. a sensor that is gone. It has no alarms, a template fewer */
            fault?: {
                /** @description e.g. condition.limits.0.value */
                field: string;
                reason: string;
            };
        };
        AlarmRuleAdd: {
            rule: components["schemas"]["AlarmRuleInput"];
            /** @description Why it is changed */
            reason: string;
        };
        AlarmRuleChange: {
            change: components["schemas"]["AlarmRulePatch"];
            /** @description `version` that the change is made on; another one meanwhile: 409 */
            version: number;
            /** @description Why it is changed */
            reason: string;
        };
        AlarmRuleChangeList: {
            items: components["schemas"]["AlarmRuleRevision"][];
            nextCursor?: string;
        };
        AlarmRuleClone: {
            /** @description Of the copy */
            key: string;
            /** @description Of the copy; left out: that of the rule */
            name?: string;
            /**
             * @description A copy is off until somebody has looked at it
             * @default false
             */
            enabled?: boolean;
            /** @description Why it is changed */
            reason: string;
        };
        AlarmRuleInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description A rule that is off has no alarms
             * @default true
             */
            enabled?: boolean;
            /** @description What the rule is on */
            appliesTo: {
                /** @constant */
                to: "sensor";
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            } | {
                /** @constant */
                to: "sensors";
                /**
                 * @description Left out: units of any kind
                 * @enum {string}
                 */
                unitKind?: "boiler" | "heat-exchanger" | "pump-set" | "tank" | "network" | "other";
                /** @default * */
                unit?: string;
                sensor: string;
            } | {
                /** @constant */
                to: "device";
                /** @description Name used in topics and URLs */
                device: string;
            } | {
                /** @constant */
                to: "devices";
                /** @default * */
                device?: string;
            };
            /** @description What is watched for */
            condition: {
                /** @constant */
                kind: "limit";
                /** @description Each level once; one alarm walks through them */
                limits: {
                    /**
                     * @description high and high-high are passed upwards, low and low-low downwards
                     * @enum {string}
                     */
                    level: "high-high" | "low-low" | "high" | "low";
                    /** @description The limit itself still belongs to the normal side */
                    value: number;
                    /**
                     * @description Of the alarm at this limit; left out: that of the rule
                     * @enum {string}
                     */
                    priority?: "critical" | "high" | "medium" | "low" | "journal";
                    /** @description Left out: that of the rule */
                    deadband?: {
                        /**
                         * @description How far the value has to come back. 0: none
                         * @default 0
                         */
                        value?: number;
                        /**
                         * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                         * @default absolute
                         * @enum {string}
                         */
                        as?: "absolute" | "percent-of-span" | "percent-of-limit";
                    };
                }[];
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband?: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value?: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as?: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "rate-of-change";
                /** @description Change of the value per `per`; the limit itself is still normal */
                limit: number;
                /**
                 * @default minute
                 * @enum {string}
                 */
                per?: "second" | "minute" | "hour";
                /**
                 * @default either
                 * @enum {string}
                 */
                direction?: "rising" | "falling" | "either";
                /**
                 * @description The newest value is held against the last one that is at least this old, in seconds
                 * @default 60
                 */
                windowSeconds?: number;
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband?: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value?: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as?: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "deviation";
                /** @description What the value should be */
                from: {
                    /** @constant */
                    kind: "fixed";
                    value: number;
                } | {
                    /** @description Left out: the unit of the sensor that the rule is on */
                    unit?: string;
                    /** @description Name used in topics and URLs */
                    sensor: string;
                    /** @constant */
                    kind: "sensor";
                };
                /** @description Largest distance that is still normal */
                limit: number;
                /**
                 * @default either
                 * @enum {string}
                 */
                direction?: "above" | "below" | "either";
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband?: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value?: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as?: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "digital";
                /** @description Values that are the alarm, e.g. true, 1, "TRIPPED". true counts as 1, false as 0 */
                states: (boolean | number | string)[];
            } | {
                /** @constant */
                kind: "stale";
                /** @description Seconds without a reading; left out: staleAfter of the sensor. A reading marked stale or comm-lost is none */
                afterSeconds?: number;
            } | {
                /** @constant */
                kind: "bad-quality";
                /**
                 * @description Uncertain readings are the alarm too
                 * @default false
                 */
                uncertain?: boolean;
            } | {
                /** @constant */
                kind: "device-offline";
            } | {
                /** @constant */
                kind: "anomaly";
                /**
                 * @description Score 0 to 1
                 * @default 0.9
                 */
                limit?: number;
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband?: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value?: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as?: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "expression";
                /** @description True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on */
                expression: string;
            } | {
                /** @constant */
                kind: "foreign";
                /** @description By which the device names its condition, e.g. nsu=urn:plc;s=Boiler.TooHot */
                condition: string;
                /** @description From which severity on it is of which priority; below `low` it is only kept in the journal. Left out: it always has the priority of the rule */
                severities?: {
                    critical: number;
                    high: number;
                    medium: number;
                    low: number;
                };
            };
            /**
             * @description How long the condition has to last before it is an alarm, in seconds of the field’s time
             * @default 0
             */
            onDelaySeconds?: number;
            /**
             * @description How long it has to be over before the alarm returns, in seconds of the field’s time
             * @default 0
             */
            offDelaySeconds?: number;
            /**
             * @description The alarm stays after its return until it is reset
             * @default false
             */
            latch?: boolean;
            /**
             * @description journal: kept, and announced to nobody
             * @default medium
             * @enum {string}
             */
            priority?: "critical" | "high" | "medium" | "low" | "journal";
            /**
             * @description Groups alarms for routes and reports, e.g. process, safety
             * @default process
             */
            class?: string;
            /**
             * @description What people read; {value}, {limit} and so on are filled in
             * @default {name}: {sensor} is {value} {uom}
             */
            message?: string;
            /**
             * @description What usually brings it about
             * @default
             */
            cause?: string;
            /**
             * @description What happens when nobody acts
             * @default
             */
            consequence?: string;
            /**
             * @description What the operator does
             * @default
             */
            response?: string;
            /** @description How long the operator has, in seconds */
            responseSeconds?: number;
            /**
             * Format: uri
             * @description Procedure or picture
             */
            link?: string;
            /** @description While this is false the alarm is suppressed by design. What is not known counts as true */
            enable?: {
                when: {
                    /** @description Left out: the unit of the sensor that the rule is on */
                    unit?: string;
                    /** @description Name used in topics and URLs */
                    sensor: string;
                    /** @constant */
                    kind: "state";
                    /** @description Values of the sensor in which the rule counts */
                    states: (boolean | number | string)[];
                } | {
                    /** @constant */
                    kind: "expression";
                    /** @description True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on */
                    expression: string;
                };
                /**
                 * @description How long it has to hold before the rule counts again, e.g. until a pump that was started brings flow. In seconds
                 * @default 0
                 */
                delaySeconds?: number;
            };
            /** @description When the rule counts, in the time zone of the tenant; outside it is suppressed by design */
            schedule?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days?: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from?: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to?: string;
            };
            /** @description After this time an alarm that is acknowledged and still active is announced again */
            reAlarmSeconds?: number;
            /**
             * @description Longest time it can be shelved for, in seconds (MaxTimeShelved of OPC 10000-9). 0: never
             * @default 28800
             */
            maxShelveSeconds?: number;
            /**
             * @description Actions that need a comment
             * @default [
             *       "shelve",
             *       "out-of-service"
             *     ]
             */
            commentRequired?: ("acknowledge" | "shelve" | "un-shelve" | "out-of-service" | "back-in-service" | "reset")[];
            /** @description Rule whose alarm explains this one: suppressed by design while that is active, on the same sensor, else in the same unit, else anywhere */
            parent?: string;
            /** @description Of the alarms of a group, the one that came first while no other was active is marked */
            firstOutGroup?: string;
        };
        AlarmRuleList: {
            items: (components["schemas"]["AlarmRule"] | components["schemas"]["UnreadableAlarmRule"])[];
            nextCursor?: string;
        };
        AlarmRulePatch: {
            /** @description Name shown to people */
            name?: string;
            /** @description A rule that is off has no alarms */
            enabled?: boolean;
            /** @description What the rule is on */
            appliesTo?: {
                /** @constant */
                to: "sensor";
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            } | {
                /** @constant */
                to: "sensors";
                /**
                 * @description Left out: units of any kind
                 * @enum {string}
                 */
                unitKind?: "boiler" | "heat-exchanger" | "pump-set" | "tank" | "network" | "other";
                /** @default * */
                unit?: string;
                sensor: string;
            } | {
                /** @constant */
                to: "device";
                /** @description Name used in topics and URLs */
                device: string;
            } | {
                /** @constant */
                to: "devices";
                /** @default * */
                device?: string;
            };
            /** @description What is watched for */
            condition?: {
                /** @constant */
                kind: "limit";
                /** @description Each level once; one alarm walks through them */
                limits: {
                    /**
                     * @description high and high-high are passed upwards, low and low-low downwards
                     * @enum {string}
                     */
                    level: "high-high" | "low-low" | "high" | "low";
                    /** @description The limit itself still belongs to the normal side */
                    value: number;
                    /**
                     * @description Of the alarm at this limit; left out: that of the rule
                     * @enum {string}
                     */
                    priority?: "critical" | "high" | "medium" | "low" | "journal";
                    /** @description Left out: that of the rule */
                    deadband?: {
                        /**
                         * @description How far the value has to come back. 0: none
                         * @default 0
                         */
                        value?: number;
                        /**
                         * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                         * @default absolute
                         * @enum {string}
                         */
                        as?: "absolute" | "percent-of-span" | "percent-of-limit";
                    };
                }[];
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband?: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value?: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as?: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "rate-of-change";
                /** @description Change of the value per `per`; the limit itself is still normal */
                limit: number;
                /**
                 * @default minute
                 * @enum {string}
                 */
                per?: "second" | "minute" | "hour";
                /**
                 * @default either
                 * @enum {string}
                 */
                direction?: "rising" | "falling" | "either";
                /**
                 * @description The newest value is held against the last one that is at least this old, in seconds
                 * @default 60
                 */
                windowSeconds?: number;
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband?: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value?: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as?: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "deviation";
                /** @description What the value should be */
                from: {
                    /** @constant */
                    kind: "fixed";
                    value: number;
                } | {
                    /** @description Left out: the unit of the sensor that the rule is on */
                    unit?: string;
                    /** @description Name used in topics and URLs */
                    sensor: string;
                    /** @constant */
                    kind: "sensor";
                };
                /** @description Largest distance that is still normal */
                limit: number;
                /**
                 * @default either
                 * @enum {string}
                 */
                direction?: "above" | "below" | "either";
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband?: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value?: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as?: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "digital";
                /** @description Values that are the alarm, e.g. true, 1, "TRIPPED". true counts as 1, false as 0 */
                states: (boolean | number | string)[];
            } | {
                /** @constant */
                kind: "stale";
                /** @description Seconds without a reading; left out: staleAfter of the sensor. A reading marked stale or comm-lost is none */
                afterSeconds?: number;
            } | {
                /** @constant */
                kind: "bad-quality";
                /**
                 * @description Uncertain readings are the alarm too
                 * @default false
                 */
                uncertain?: boolean;
            } | {
                /** @constant */
                kind: "device-offline";
            } | {
                /** @constant */
                kind: "anomaly";
                /**
                 * @description Score 0 to 1
                 * @default 0.9
                 */
                limit?: number;
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband?: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value?: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as?: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "expression";
                /** @description True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on */
                expression: string;
            } | {
                /** @constant */
                kind: "foreign";
                /** @description By which the device names its condition, e.g. nsu=urn:plc;s=Boiler.TooHot */
                condition: string;
                /** @description From which severity on it is of which priority; below `low` it is only kept in the journal. Left out: it always has the priority of the rule */
                severities?: {
                    critical: number;
                    high: number;
                    medium: number;
                    low: number;
                };
            };
            /** @description How long the condition has to last before it is an alarm, in seconds of the field’s time */
            onDelaySeconds?: number;
            /** @description How long it has to be over before the alarm returns, in seconds of the field’s time */
            offDelaySeconds?: number;
            /** @description The alarm stays after its return until it is reset */
            latch?: boolean;
            /**
             * @description journal: kept, and announced to nobody
             * @enum {string}
             */
            priority?: "critical" | "high" | "medium" | "low" | "journal";
            /** @description Groups alarms for routes and reports, e.g. process, safety */
            class?: string;
            /** @description What people read; {value}, {limit} and so on are filled in */
            message?: string;
            /** @description What usually brings it about */
            cause?: string;
            /** @description What happens when nobody acts */
            consequence?: string;
            /** @description What the operator does */
            response?: string;
            /** @description How long the operator has, in seconds; null clears it */
            responseSeconds?: number | null;
            /** @description Procedure or picture; null clears it */
            link?: string | null;
            /** @description While this is false the alarm is suppressed by design. What is not known counts as true; null clears it */
            enable?: {
                when: {
                    /** @description Left out: the unit of the sensor that the rule is on */
                    unit?: string;
                    /** @description Name used in topics and URLs */
                    sensor: string;
                    /** @constant */
                    kind: "state";
                    /** @description Values of the sensor in which the rule counts */
                    states: (boolean | number | string)[];
                } | {
                    /** @constant */
                    kind: "expression";
                    /** @description True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on */
                    expression: string;
                };
                /**
                 * @description How long it has to hold before the rule counts again, e.g. until a pump that was started brings flow. In seconds
                 * @default 0
                 */
                delaySeconds?: number;
            } | null;
            /** @description When the rule counts, in the time zone of the tenant; outside it is suppressed by design; null clears it */
            schedule?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days?: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from?: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to?: string;
            } | null;
            /** @description After this time an alarm that is acknowledged and still active is announced again; null clears it */
            reAlarmSeconds?: number | null;
            /** @description Longest time it can be shelved for, in seconds (MaxTimeShelved of OPC 10000-9). 0: never */
            maxShelveSeconds?: number;
            /** @description Actions that need a comment */
            commentRequired?: ("acknowledge" | "shelve" | "un-shelve" | "out-of-service" | "back-in-service" | "reset")[];
            /** @description Rule whose alarm explains this one: suppressed by design while that is active, on the same sensor, else in the same unit, else anywhere; null clears it */
            parent?: string | null;
            /** @description Of the alarms of a group, the one that came first while no other was active is marked; null clears it */
            firstOutGroup?: string | null;
        };
        AlarmRuleRevision: {
            version: number;
            /** Format: date-time */
            at: string;
            /** @description Absent: a flow */
            user?: string;
            reason: string;
            /** @description As it became, in the words of its time; absent: it was deleted */
            rule?: unknown;
        };
        AlarmRuleSwitch: {
            /** @description Why it is changed */
            reason: string;
        };
        AlarmRuleVerdict: {
            sound: boolean;
            faults: {
                /** @description e.g. condition.limits.0.value */
                field: string;
                reason: string;
            }[];
            /** @description How many alarms it would make: one for each sensor or device that it is on */
            alarms: number;
        };
        AlarmShelveInput: {
            /** @description For how long; its rule says the longest. It then comes back by itself */
            seconds: number;
            /** @description Why; stands in the journal and the audit log. Some rules ask for one */
            comment?: string;
        };
        /** @description A what-if of an alarm rule: a job in the background, and its answer */
        AlarmWhatIf: {
            id: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** @description Share of the span that is replayed */
            progress: number;
            /** @description Replayed so far */
            readings: number;
            /** Format: date-time */
            createdAt: string;
            /** @description User name, or `flow` */
            createdBy: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            /**
             * Format: date-time
             * @description When it is removed by itself
             */
            expiresAt?: string;
            question: {
                rule: components["schemas"]["AlarmWhatIfRule"];
                /**
                 * Format: date-time
                 * @description As asked for
                 */
                from: string;
                /** Format: date-time */
                to: string;
            };
            /** @description Why it failed; `field` is a path in the question, e.g. rule.condition.limits */
            error?: {
                message: string;
                field?: string;
                advice?: string;
            };
            /** @description Once it is done; not in lists */
            result?: components["schemas"]["AlarmWhatIfResult"];
        };
        AlarmWhatIfComparison: {
            /** @description Alarms of the rule in force that share a moment with one of the draft’s on the same source */
            kept: number;
            /** @description How many of the draft’s those are: one long one may stand for several */
            keptAs: number;
            /** @description Alarms of the rule in force that the draft would not have raised */
            removed: number;
            /** @description Alarms of the draft that the rule in force did not raise */
            added: number;
        };
        /** @description One alarm from its announcement to its return */
        AlarmWhatIfEpisode: {
            /** @description Name used in topics and URLs */
            unit?: string;
            /** @description Name used in topics and URLs */
            sensor?: string;
            unitName?: string;
            sensorName?: string;
            /** @description Unit of measure of the sensor */
            uom?: string;
            /** @description Decimal places shown */
            decimals?: number;
            /**
             * @description Whose alarm it is; the times of one in both are the draft’s
             * @enum {string}
             */
            in: "both" | "draft" | "current";
            /**
             * Format: date-time
             * @description When it is announced, in the field’s time; before the span for one that stood already
             */
            from: string;
            /** @description When it returns; null: it still lasts at the end of the span */
            to: string | null;
            /** @description Of one in both: the same by the rule in force */
            current?: {
                /** @description How many of the rule in force share a moment with it */
                alarms: number;
                /**
                 * Format: date-time
                 * @description Begin of the first of them
                 */
                from: string;
                /** @description End of the last; null: it still lasts */
                to: string | null;
            };
            /**
             * @description The worst limit that was passed; `active` for a rule with only one
             * @enum {string}
             */
            level: "high-high" | "low-low" | "high" | "low" | "active";
            /** @enum {string} */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            /** @description The limit of that level */
            limit?: number;
            /** @description Value when it was announced */
            value?: number | boolean | string;
            /** @description Of a rule with limits: the value farthest beyond while it lasted */
            peak?: number;
            message: string;
        };
        /** @description A rule as it would be, and over which history. With the key of a rule in force it is held against that one */
        AlarmWhatIfInput: {
            rule: components["schemas"]["AlarmRuleInput"];
            /** @description Length of the span, back from `to`; 30 if neither it nor `from` is given */
            days?: number;
            /**
             * Format: date-time
             * @description First point in time, inclusive; instead of `days`
             */
            from?: string;
            /**
             * Format: date-time
             * @description Last point in time, exclusive; now if left out
             */
            to?: string;
        };
        AlarmWhatIfList: {
            items: components["schemas"]["AlarmWhatIf"][];
        };
        /** @description What the draft would have done, and what the rule in force did */
        AlarmWhatIfResult: {
            /**
             * Format: date-time
             * @description First point in time that was replayed: later than asked for where readings are gone
             */
            from: string;
            /** Format: date-time */
            to: string;
            /** @description Sensors that were read, also those that conditions and expressions look at */
            sensors: number;
            /** @description Sources that the draft is on: each has an alarm of its own */
            alarms: number;
            readings: number;
            /** Format: date-time */
            firstReading?: string;
            /** Format: date-time */
            lastReading?: string;
            /**
             * @description Every reading as it was stored, with its quality; nothing is thinned out
             * @constant
             */
            resolution: "raw";
            draft: components["schemas"]["AlarmWhatIfSide"];
            /** @description The rule in force with the same key, over the same readings */
            current?: components["schemas"]["AlarmWhatIfSide"];
            /** @description Absent where no rule is in force */
            comparison?: components["schemas"]["AlarmWhatIfComparison"];
            /** @description What really happened; near `current.announcements` where the replay is like reality */
            journalled?: {
                /** @description Alarms of the rule in force that really were announced, by the journal */
                announcements: number;
                /**
                 * Format: date-time
                 * @description The rule was made or changed in the span: what was before is another rule’s doing
                 */
                ruleChangedAt?: string;
            };
            timeline: components["schemas"]["AlarmWhatIfTimeline"];
            /** @description Sources with most announcements of either rule, most first */
            topSources: {
                /** @description Name used in topics and URLs */
                unit?: string;
                /** @description Name used in topics and URLs */
                sensor?: string;
                unitName?: string;
                sensorName?: string;
                draft: number;
                current?: number;
            }[];
            episodes: {
                /** @description Newest first */
                items: components["schemas"]["AlarmWhatIfEpisode"][];
                /** @description Older ones that are not in the list */
                left: number;
            };
            /** @description What has to be known to read the figures, a sentence each */
            notes: string[];
        };
        AlarmWhatIfRule: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description A rule that is off has no alarms
             * @default true
             */
            enabled: boolean;
            /** @description What the rule is on */
            appliesTo: {
                /** @constant */
                to: "sensor";
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            } | {
                /** @constant */
                to: "sensors";
                /**
                 * @description Left out: units of any kind
                 * @enum {string}
                 */
                unitKind?: "boiler" | "heat-exchanger" | "pump-set" | "tank" | "network" | "other";
                /** @default * */
                unit: string;
                sensor: string;
            } | {
                /** @constant */
                to: "device";
                /** @description Name used in topics and URLs */
                device: string;
            } | {
                /** @constant */
                to: "devices";
                /** @default * */
                device: string;
            };
            /** @description What is watched for */
            condition: {
                /** @constant */
                kind: "limit";
                /** @description Each level once; one alarm walks through them */
                limits: {
                    /**
                     * @description high and high-high are passed upwards, low and low-low downwards
                     * @enum {string}
                     */
                    level: "high-high" | "low-low" | "high" | "low";
                    /** @description The limit itself still belongs to the normal side */
                    value: number;
                    /**
                     * @description Of the alarm at this limit; left out: that of the rule
                     * @enum {string}
                     */
                    priority?: "critical" | "high" | "medium" | "low" | "journal";
                    /** @description Left out: that of the rule */
                    deadband?: {
                        /**
                         * @description How far the value has to come back. 0: none
                         * @default 0
                         */
                        value: number;
                        /**
                         * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                         * @default absolute
                         * @enum {string}
                         */
                        as: "absolute" | "percent-of-span" | "percent-of-limit";
                    };
                }[];
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "rate-of-change";
                /** @description Change of the value per `per`; the limit itself is still normal */
                limit: number;
                /**
                 * @default minute
                 * @enum {string}
                 */
                per: "second" | "minute" | "hour";
                /**
                 * @default either
                 * @enum {string}
                 */
                direction: "rising" | "falling" | "either";
                /**
                 * @description The newest value is held against the last one that is at least this old, in seconds
                 * @default 60
                 */
                windowSeconds: number;
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "deviation";
                /** @description What the value should be */
                from: {
                    /** @constant */
                    kind: "fixed";
                    value: number;
                } | {
                    /** @description Left out: the unit of the sensor that the rule is on */
                    unit?: string;
                    /** @description Name used in topics and URLs */
                    sensor: string;
                    /** @constant */
                    kind: "sensor";
                };
                /** @description Largest distance that is still normal */
                limit: number;
                /**
                 * @default either
                 * @enum {string}
                 */
                direction: "above" | "below" | "either";
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "digital";
                /** @description Values that are the alarm, e.g. true, 1, "TRIPPED". true counts as 1, false as 0 */
                states: (boolean | number | string)[];
            } | {
                /** @constant */
                kind: "stale";
                /** @description Seconds without a reading; left out: staleAfter of the sensor. A reading marked stale or comm-lost is none */
                afterSeconds?: number;
            } | {
                /** @constant */
                kind: "bad-quality";
                /**
                 * @description Uncertain readings are the alarm too
                 * @default false
                 */
                uncertain: boolean;
            } | {
                /** @constant */
                kind: "device-offline";
            } | {
                /** @constant */
                kind: "anomaly";
                /**
                 * @description Score 0 to 1
                 * @default 0.9
                 */
                limit: number;
                /**
                 * @description How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)
                 * @default {
                 *       "value": 0,
                 *       "as": "absolute"
                 *     }
                 */
                deadband: {
                    /**
                     * @description How far the value has to come back. 0: none
                     * @default 0
                     */
                    value: number;
                    /**
                     * @description absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit
                     * @default absolute
                     * @enum {string}
                     */
                    as: "absolute" | "percent-of-span" | "percent-of-limit";
                };
            } | {
                /** @constant */
                kind: "expression";
                /** @description True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on */
                expression: string;
            } | {
                /** @constant */
                kind: "foreign";
                /** @description By which the device names its condition, e.g. nsu=urn:plc;s=Boiler.TooHot */
                condition: string;
                /** @description From which severity on it is of which priority; below `low` it is only kept in the journal. Left out: it always has the priority of the rule */
                severities?: {
                    critical: number;
                    high: number;
                    medium: number;
                    low: number;
                };
            };
            /**
             * @description How long the condition has to last before it is an alarm, in seconds of the field’s time
             * @default 0
             */
            onDelaySeconds: number;
            /**
             * @description How long it has to be over before the alarm returns, in seconds of the field’s time
             * @default 0
             */
            offDelaySeconds: number;
            /**
             * @description The alarm stays after its return until it is reset
             * @default false
             */
            latch: boolean;
            /**
             * @description journal: kept, and announced to nobody
             * @default medium
             * @enum {string}
             */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            /**
             * @description Groups alarms for routes and reports, e.g. process, safety
             * @default process
             */
            class: string;
            /**
             * @description What people read; {value}, {limit} and so on are filled in
             * @default {name}: {sensor} is {value} {uom}
             */
            message: string;
            /**
             * @description What usually brings it about
             * @default
             */
            cause: string;
            /**
             * @description What happens when nobody acts
             * @default
             */
            consequence: string;
            /**
             * @description What the operator does
             * @default
             */
            response: string;
            /** @description How long the operator has, in seconds */
            responseSeconds?: number;
            /**
             * Format: uri
             * @description Procedure or picture
             */
            link?: string;
            /** @description While this is false the alarm is suppressed by design. What is not known counts as true */
            enable?: {
                when: {
                    /** @description Left out: the unit of the sensor that the rule is on */
                    unit?: string;
                    /** @description Name used in topics and URLs */
                    sensor: string;
                    /** @constant */
                    kind: "state";
                    /** @description Values of the sensor in which the rule counts */
                    states: (boolean | number | string)[];
                } | {
                    /** @constant */
                    kind: "expression";
                    /** @description True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on */
                    expression: string;
                };
                /**
                 * @description How long it has to hold before the rule counts again, e.g. until a pump that was started brings flow. In seconds
                 * @default 0
                 */
                delaySeconds: number;
            };
            /** @description When the rule counts, in the time zone of the tenant; outside it is suppressed by design */
            schedule?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to: string;
            };
            /** @description After this time an alarm that is acknowledged and still active is announced again */
            reAlarmSeconds?: number;
            /**
             * @description Longest time it can be shelved for, in seconds (MaxTimeShelved of OPC 10000-9). 0: never
             * @default 28800
             */
            maxShelveSeconds: number;
            /**
             * @description Actions that need a comment
             * @default [
             *       "shelve",
             *       "out-of-service"
             *     ]
             */
            commentRequired: ("acknowledge" | "shelve" | "un-shelve" | "out-of-service" | "back-in-service" | "reset")[];
            /** @description Rule whose alarm explains this one: suppressed by design while that is active, on the same sensor, else in the same unit, else anywhere */
            parent?: string;
            /** @description Of the alarms of a group, the one that came first while no other was active is marked */
            firstOutGroup?: string;
        };
        /** @description What one rule would have done */
        AlarmWhatIfSide: {
            /** @description Alarms that begin in the span; those of priority journal too */
            announcements: number;
            /** @description Alarms that began before the span and lasted into it; not among the announcements */
            standing: number;
            /** @description Time in the span that alarms lasted, each on its own */
            activeSeconds: number;
            /** @description The longest of them, as far as it lies in the span */
            longestSeconds: number;
            /** @description Share of the span in which at least one of them was active */
            shareInAlarm: number;
            /** @description Announcements by their worst priority */
            byPriority: {
                [key: string]: number;
            };
            /** @description Announcements by the worst limit that they came to */
            byLevel: {
                [key: string]: number;
            };
            /** @description Most announcements in ten minutes (EEMUA 191: up to 10 can be handled) */
            peakPer10Minutes: number;
            /** @description Times that more than ten came in ten minutes, until fewer than five did */
            floods: number;
            /** @description Sources with three announcements within a minute */
            chatteringSources: number;
            /** @description Alarms that were over within ten seconds */
            fleeting: number;
            /** @description False: so many that only the first are in times, levels and comparison; `announcements` is exact */
            complete: boolean;
        };
        AlarmWhatIfTimeline: {
            /** @description Length of a bucket */
            bucketSeconds: number;
            /** @description All of the span, oldest first, those without an alarm too */
            buckets: {
                /**
                 * Format: date-time
                 * @description Begin of the bucket; the first may begin before the span
                 */
                at: string;
                draft: {
                    announcements: number;
                    /** @description Time that alarms lasted in it, each on its own */
                    activeSeconds: number;
                };
                /** @description Absent where no rule is in force */
                current?: {
                    announcements: number;
                    /** @description Time that alarms lasted in it, each on its own */
                    activeSeconds: number;
                };
            }[];
        };
        AlarmsAcknowledgeInput: {
            /** @description `id` of each */
            alarms: string[];
            /** @description Why; stands in the journal and the audit log. Some rules ask for one */
            comment?: string;
        };
        AlarmsAcknowledged: {
            acknowledged: number;
            /** @description The others are acknowledged all the same */
            refused: {
                alarm: string;
                reason: string;
            }[];
        };
        AnalyticsSummary: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            units: number;
            sensors: number;
            /** @description Sensors whose newest reading is not too old */
            reporting: number;
            /** @description In the time */
            readings: number;
            /** @description The mean of all units */
            performance?: number;
            /** @description The mean of all sensors */
            quality?: number;
            alarms: number;
            /** @description In the same time before */
            alarmsBefore: number;
            best?: {
                /** @description Name used in topics and URLs */
                unit: string;
                name: string;
                score: number;
            };
            worst?: {
                /** @description Name used in topics and URLs */
                unit: string;
                name: string;
                score: number;
            };
            /** @description What is less exact than asked for */
            note?: string;
        };
        Anomaly: {
            id: string;
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            /** @description ISO 8601, UTC */
            from: string;
            /** @description Time of the last unusual reading */
            to: string;
            /** @description It goes on */
            open: boolean;
            /** @description When it was surest */
            confidence: number;
            /**
             * @description What was surprised most then
             * @enum {string}
             */
            detector: "z-score" | "iqr" | "moving-average" | "robust-z" | "ewma" | "cusum" | "seasonal" | "stuck" | "rate" | "half-space-trees";
            /** @description In the measure of the detector: standard deviations of what is usual, for most; see docs/anomaly.md */
            strength: number;
            /** @description The value then */
            observed: number;
            /** @description What the detector expected the value between; null where it sees no limit */
            expected: {
                low: number | null;
                high: number | null;
            };
            /** @description Unusual readings */
            readings: number;
            /** @description What it may be, where the value fits: another unit of measure than the registry says */
            hint?: string;
            /** @description The job over history that found it; absent for one found as it happened */
            scan?: string;
            /**
             * @description What people say: something was wrong, or nothing
             * @enum {string}
             */
            judgement?: "true" | "false";
            judgedBy?: string;
            /** @description ISO 8601, UTC */
            judgedAt?: string;
            comment?: string;
        };
        AnomalyFeedback: {
            /** @description null takes back what was said */
            judgement: ("true" | "false") | null;
            comment?: string;
        };
        AnomalyList: {
            items: components["schemas"]["Anomaly"][];
            nextCursor?: string;
        };
        AnomalyScan: {
            id: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** @description ISO 8601, UTC */
            from: string;
            to: string;
            /** @description Absent: all units of the tenant */
            units?: string[];
            /** @description Sensors that are looked at */
            sensors: number;
            /** @description Readings so far */
            readings: number;
            /** @description Anomalies so far; list them with `scan` */
            found: number;
            percent: number;
            requestedBy: string;
            createdAt: string;
            startedAt?: string;
            finishedAt?: string;
            /** @description When the job is forgotten; what it found is not */
            expiresAt?: string;
            error?: string;
        };
        AnomalyScanInput: {
            /** @description All units if left out */
            units?: string[];
            /** @description First point in time, inclusive; the first part is for learning */
            from: string | number;
            /** @description Last point in time, exclusive; now if left out */
            to?: string | number;
            settings?: components["schemas"]["AnomalySettingsInput"];
        };
        AnomalyScanList: {
            items: components["schemas"]["AnomalyScan"][];
        };
        /** @description What is left out stays as the unit’s or the tenant’s settings say */
        AnomalySettingsInput: {
            /** @description Off: its readings are passed on without a score */
            enabled?: boolean;
            /** @description Which detectors look at it */
            detectors?: ("z-score" | "iqr" | "moving-average" | "robust-z" | "ewma" | "cusum" | "seasonal" | "stuck" | "rate" | "half-space-trees")[];
            /** @description Readings that count as the present: what is usual is learnt from so many */
            window?: number;
            /** @description 2 tells twice as eagerly: what is half as rare is enough. 0.5 half as eagerly */
            sensitivity?: number;
            /** @description From this confidence on it is an anomaly */
            limit?: number;
            /** @description Readings before anything is said; left out: the window, 100 at least */
            warmUpReadings?: number;
        };
        AnomalySettingsList: {
            items: components["schemas"]["PlacedAnomalySettings"][];
        };
        ApiKey: {
            id: string;
            name: string;
            /** @description Whose it is: it never may more than this user may now */
            username: string;
            /** @description The tenant that it acts in */
            tenant: string | null;
            permissions: string[];
            /** @description Units that it is limited to */
            units?: string[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastUsedAt?: string;
        };
        ApiKeyInput: {
            /** @description What it is for */
            name: string;
            /** @description What it may do: some of what you may */
            permissions: ("unit:read" | "unit:create" | "unit:update" | "unit:delete" | "sensor:read" | "sensor:create" | "sensor:update" | "sensor:delete" | "device:read" | "device:create" | "device:update" | "device:delete" | "device:import" | "device:test" | "reading:read" | "reading:publish" | "analytics:read" | "report:read" | "report:run" | "report:update" | "reading:import" | "retention:read" | "retention:update" | "command:read" | "device:operate" | "alarm:read" | "alarm:acknowledge" | "alarm:shelve" | "alarm:service" | "alarm-rule:create" | "alarm-rule:update" | "alarm-rule:delete" | "notification:read" | "notification:send" | "notification:update" | "anomaly:read" | "anomaly:judge" | "anomaly:scan" | "anomaly:settings" | "audit:read" | "api-key:own" | "api-key:manage" | "user:secure" | "live:subscribe" | "dashboard:view" | "session:read" | "profile:update" | "user:read" | "user:create" | "user:update" | "user:delete" | "session:manage" | "role:read" | "role:update" | "tenant:list" | "tenant:switch" | "tenant:create" | "tenant:update" | "tenant:suspend" | "tenant:erase" | "tenant:read-own" | "tenant:export" | "person:erase" | "editor:read" | "editor:write" | "certificate:read" | "certificate:update" | "signing-key:read" | "signing-key:rotate" | "metrics:read")[];
            /** @description Limits it to these units */
            units?: string[];
            /**
             * @description Days until it ends
             * @default 90
             */
            days?: number;
        };
        ApiKeyList: {
            items: components["schemas"]["ApiKey"][];
            nextCursor?: string;
        };
        ApiKeyRotation: {
            /**
             * @description Days until it ends
             * @default 90
             */
            days?: number;
        };
        AuditCheck: {
            /** @description True when nothing was changed, taken out, put in or cut off */
            intact: boolean;
            /** @description Entries in the log */
            entries: number;
            /** @description Those from which a name was erased, by an entry that accounts for it */
            erased: number;
            /** @description Notes of the log outside the database that it agrees with */
            anchors: number;
            /** @description The newest entry: keep it elsewhere, and compare */
            head?: {
                seq: number;
                hash: string;
            };
            /** @description The first place that is not as it was written */
            broken?: {
                seq: number;
                reason: string;
            };
        };
        AuditList: {
            items: components["schemas"]["AuditRecord"][];
            nextCursor?: string;
        };
        AuditRecord: {
            /** @description Place in the chain of its tenant; nothing is ever left out */
            seq: number;
            /**
             * Format: date-time
             * @description When it was written
             */
            at: string;
            /** @description User name, `flow` for a flow without a user, or the pseudonym of a person who was erased */
            actor: string;
            /** @description `object:verb`, such as `session:login` or `unit:delete` */
            action: string;
            /** @description What it was done to */
            target?: string;
            /** @enum {string} */
            outcome: "ok" | "refused" | "failed";
            /** @description Address of the client */
            from?: string;
            /** @description What was before and after, and what else matters */
            detail?: {
                [key: string]: unknown;
            };
            /**
             * @description A name was taken out of this entry later
             * @constant
             */
            erased?: true;
            /** @description SHA-256 of this entry with the hash of the one before, hexadecimal */
            hash: string;
        };
        /** @description Children of a node, in the order of the device */
        BrowsePage: {
            items: components["schemas"]["BrowsedNode"][];
            nextCursor?: string;
        };
        BrowseQuestion: {
            /** @description Whose children are listed; left out: where the device begins */
            nodeId?: string;
            /** @description `nextCursor` of the page before */
            cursor?: string;
            /**
             * @description Nodes per page
             * @default 200
             */
            limit?: number;
        };
        BrowsedNode: {
            /** @description By which a point names it; it stays right when the device is restarted */
            nodeId: string;
            browseName: string;
            /** @description Name shown to people */
            displayName: string;
            /**
             * @description Only a variable has a value
             * @enum {string}
             */
            nodeClass: "object" | "variable" | "method" | "view" | "type";
            /** @description False: there is certainly nothing below it but properties */
            hasChildren: boolean;
            /** @description Name of the data type of a variable, e.g. Double */
            dataType?: string;
            /** @description -1: one value; 1 and more: an array with so many dimensions; 0, -2, -3: either */
            valueRank?: number;
            /** @description As the user of the device’s settings */
            readable?: boolean;
            /** @description As the user of the device’s settings */
            writable?: boolean;
            /** @description The device keeps a history of it */
            historizing?: boolean;
            /** @description The value at present, at most 200 characters of it */
            value?: string;
        };
        Command: {
            id: string;
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            /** @description The device that it goes to */
            device: string;
            value: number | boolean | string;
            /** @enum {string} */
            mode: "direct" | "select";
            comment?: string;
            /** @enum {string} */
            state: "pending-confirmation" | "running" | "done";
            /**
             * @description How it ended. rejected: nothing was changed; timed-out: the field may or may not have the value
             * @enum {string}
             */
            outcome?: "accepted" | "verified" | "rejected" | "failed" | "timed-out";
            /** @description One sentence for the operator */
            detail: string;
            /** @description The value that the device had afterwards */
            readBack?: number | boolean | string;
            requestedBy: string;
            /** Format: date-time */
            requestedAt: string;
            /**
             * Format: date-time
             * @description Another user must confirm until then
             */
            confirmBefore?: string;
            confirmedBy?: string;
            /**
             * Format: date-time
             * @description When it went out to the field
             */
            startedAt?: string;
            /** Format: date-time */
            endedAt?: string;
        };
        CommandInput: {
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            /** @description What to write, in the sensor’s unit of measure */
            value: number | boolean | string;
            /**
             * @description select: select before operate, for protocols that have it
             * @default direct
             * @enum {string}
             */
            mode?: "direct" | "select";
            /** @description Why; stands in the audit log */
            comment?: string;
            /** @description The same key again answers with the command that is there, and sends nothing */
            idempotencyKey?: string;
        };
        CommandList: {
            items: components["schemas"]["Command"][];
            nextCursor?: string;
        };
        ComparisonReport: {
            now: {
                /** @description Epoch milliseconds, UTC */
                from: number;
                /** @description Epoch milliseconds, UTC */
                to: number;
            };
            before: {
                /** @description Epoch milliseconds, UTC */
                from: number;
                /** @description Epoch milliseconds, UTC */
                to: number;
            };
            /** @description Performance scores */
            units: {
                /** @description Name used in topics and URLs */
                unit: string;
                name: string;
                now?: number;
                before?: number;
                change?: number;
            }[];
            /** @description Means in which each bucket counts the same; those that changed most against their usual variation come first */
            sensors: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                /** @description Shown to people */
                name: string;
                /** @description Unit of measure of the values */
                uom: string;
                now?: number;
                before?: number;
                change?: number;
                percent?: number;
            }[];
            /** @description What is less exact than asked for */
            note?: string;
        };
        CorrelationReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description Width of the buckets whose means were looked at */
            bucket: string;
            /** @enum {string} */
            method: "pearson" | "spearman";
            /** @description Rows and columns, in order */
            sensors: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                /** @description Shown to people */
                name: string;
                /** @description Unit of measure of the values */
                uom: string;
            }[];
            /** @description -1 to 1; null where one of the two does not vary */
            r: (number | null)[][];
            p: (number | null)[][];
            /** @description Buckets in which both have readings */
            pairs: (number | null)[][];
            /** @description By how much the sensor of the column follows that of the row */
            lagMs: (number | null)[][];
            /** @description What is less exact than asked for */
            note?: string;
        };
        CustomRole: {
            /** @description Name used in topics and URLs */
            key: string;
            name: string;
            description?: string;
            permissions: string[];
            /**
             * @description The least built-in role that has all of them
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
            /** @description How many users have it */
            users: number;
            createdAt: string;
            updatedAt: string;
        };
        CustomRoleList: {
            items: components["schemas"]["CustomRole"][];
            nextCursor?: string;
        };
        Device: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /** @description modbus, opcua, dnp3, … */
            protocol: string;
            /**
             * @description Whether the platform talks to it
             * @default true
             */
            enabled: boolean;
            /** @description Host, port and so on, by the schema of the protocol */
            settings: {
                [key: string]: unknown;
            };
            description?: string;
            /** @description Device template; its settings and points hold where the device has none */
            template?: string;
            /** @description Unit whose sensors the points of the template are; with `template`, and only with it */
            templateUnit?: string;
            /** @description Number of points, with those of the template */
            points: number;
            /** @description Names of the secrets that are set */
            secrets: string[];
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            updatedAt: string;
        };
        DeviceClone: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /** @description Settings that are other than those of the original */
            settings?: {
                [key: string]: unknown;
            };
            /** @description Unit whose sensors of the same keys get the points; left out: no points. A device with a template needs it */
            unit?: string;
        };
        DeviceFileFault: {
            /** @description Of the file; its first line is 1 */
            line: number;
            /** @description Header of the column, empty where the whole line is meant */
            column: string;
            /** @description What stands there, at most 200 characters */
            value: string;
            /** @description What is wrong with it, and what to do */
            reason: string;
        };
        DeviceImportResult: {
            /** @description False after a dry run, and where anything is wrong: then nothing changed */
            applied: boolean;
            /** @description Lines read, without the header */
            lines: number;
            /** @description Devices that are new */
            created: number;
            /** @description Devices that were there: they and their points are as the file says */
            updated: number;
            points: number;
            /** @description How much is wrong */
            faults: number;
            firstFaults: components["schemas"]["DeviceFileFault"][];
        };
        DeviceInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /** @description modbus, opcua, dnp3, … */
            protocol: string;
            /**
             * @description Whether the platform talks to it
             * @default true
             */
            enabled?: boolean;
            /** @description Host, port and so on, by the schema of the protocol */
            settings: {
                [key: string]: unknown;
            };
            /** @description Passwords and keys: kept encrypted, never answered */
            secrets?: {
                [key: string]: string;
            };
            description?: string;
            /** @description Device template; its settings and points hold where the device has none */
            template?: string;
            /** @description Unit whose sensors the points of the template are; with `template`, and only with it */
            templateUnit?: string;
        };
        DeviceList: {
            items: components["schemas"]["Device"][];
            nextCursor?: string;
        };
        DevicePatch: {
            /** @description Name shown to people */
            name?: string;
            /** @description Whether the platform talks to it */
            enabled?: boolean;
            /** @description Host, port and so on, by the schema of the protocol */
            settings?: {
                [key: string]: unknown;
            };
            /** @description Passwords and keys: kept encrypted, never answered */
            secrets?: {
                [key: string]: string;
            };
            /** @description null clears it */
            description?: string | null;
            /** @description Device template; its settings and points hold where the device has none; null clears it */
            template?: string | null;
            /** @description Unit whose sensors the points of the template are; with `template`, and only with it; null clears it */
            templateUnit?: string | null;
        };
        /** @description All points of a device, in their order */
        DevicePoints: {
            points: components["schemas"]["Point"][];
        };
        DeviceStatus: {
            /** @description Name used in topics and URLs */
            device: string;
            /**
             * @description not-running: enabled, but no flow runs its protocol for the tenant
             * @enum {string}
             */
            state: "disabled" | "connecting" | "connected" | "degraded" | "error" | "not-running";
            /** @description In words, with the last exception */
            text: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            since?: string;
            /**
             * Format: date-time
             * @description When it last answered as asked
             */
            lastSuccess?: string;
            /** @description Response time of its last answers, in milliseconds */
            responseMs?: {
                p50: number;
                p95: number;
            };
            /** @description What the device serves otherwise than its settings ask for */
            granted?: {
                /** @description e.g. publishing interval */
                name: string;
                asked: number;
                granted: number;
                /** @description Of both numbers */
                unit: string;
                /** @description Of how many points; the numbers are those of the first */
                points?: number;
            }[];
            /** @description Requests since the connector started */
            requests: number;
            /** @description Those of them that failed */
            failures: number;
        };
        DeviceStatusList: {
            items: components["schemas"]["DeviceStatus"][];
            nextCursor?: string;
        };
        DeviceTemplate: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /** @description modbus, opcua, dnp3, … */
            protocol: string;
            description?: string;
            settings: {
                [key: string]: unknown;
            };
            points: components["schemas"]["TemplatePointShown"][];
            /** @description Number of devices that use it */
            devices: number;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            updatedAt: string;
        };
        DeviceTemplateInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /** @description modbus, opcua, dnp3, … */
            protocol: string;
            description?: string;
            /**
             * @description Settings of devices that have none of their own, by the schema of the protocol; none has to be there, and no secret may
             * @default {}
             */
            settings?: {
                [key: string]: unknown;
            };
            /** @default [] */
            points?: components["schemas"]["TemplatePoint"][];
        };
        DeviceTemplateList: {
            items: components["schemas"]["DeviceTemplateSummary"][];
            nextCursor?: string;
        };
        DeviceTemplatePatch: {
            /** @description Name shown to people */
            name?: string;
            /** @description null clears it */
            description?: string | null;
            /** @description Settings of devices that have none of their own, by the schema of the protocol; none has to be there, and no secret may */
            settings?: {
                [key: string]: unknown;
            };
            points?: components["schemas"]["TemplatePoint"][];
        };
        DeviceTemplateSummary: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /** @description modbus, opcua, dnp3, … */
            protocol: string;
            description?: string;
            settings: {
                [key: string]: unknown;
            };
            /** @description Number of points */
            points: number;
            /** @description Number of devices that use it */
            devices: number;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            updatedAt: string;
        };
        DeviceTest: {
            ok: boolean;
            /** @description One sentence for the engineer */
            answer: string;
        };
        DeviceToMake: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description Whether the platform talks to it
             * @default true
             */
            enabled?: boolean;
            /**
             * @description Settings that the template has not, or has otherwise
             * @default {}
             */
            settings?: {
                [key: string]: unknown;
            };
            /** @description Passwords and keys: kept encrypted, never answered */
            secrets?: {
                [key: string]: string;
            };
            description?: string;
            /** @description Unit whose sensors the points of the template are */
            unit: string;
        };
        EndedSessions: {
            ended: number;
        };
        /** @description What was erased, counted before and after */
        ErasureCertificate: {
            /** @enum {string} */
            kind: "tenant" | "person";
            /** @description Key of the tenant; of a person only the pseudonym */
            subject: string;
            /** @description Name used in topics and URLs */
            tenant: string;
            by: string;
            /** Format: date-time */
            at: string;
            /** @description Rows by relation */
            before: {
                [key: string]: number;
            };
            /** @description Rows by relation */
            after: {
                [key: string]: number;
            };
            /** @description Files and folders that were removed */
            files?: number;
            /** @description Of the other members, as JSON with names in order */
            sha256: string;
        };
        ErasureCertificatePage: {
            items: components["schemas"]["ErasureCertificate"][];
            nextCursor?: string;
        };
        ErasureConfirmation: {
            token: string;
        };
        ErasureInput: {
            /**
             * @description From now until the erasure may be confirmed
             * @default 1440
             */
            graceMinutes?: number;
        };
        ErasureJob: {
            /** @description Name used in topics and URLs */
            tenant: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** @description Steps that are done */
            done: number;
            steps: number;
            error?: string;
            certificate?: components["schemas"]["ErasureCertificate"];
        };
        ErasureRequest: {
            /** @description Name used in topics and URLs */
            tenant: string;
            /** @description Confirms the erasure. Shown once */
            token: string;
            /**
             * Format: date-time
             * @description From then on it may be confirmed
             */
            from: string;
            /**
             * Format: date-time
             * @description After that it has to be requested again
             */
            until: string;
        };
        /** @description Without units and sensors: all sensors of the tenant */
        ExportInput: {
            /** @description All sensors of these units */
            units?: string[];
            /** @description These sensors, as `unit/sensor` */
            sensors?: string[];
            /** @description First point in time, inclusive */
            from: string | number;
            /** @description Last point in time, exclusive; now if left out */
            to?: string | number;
            /**
             * @description One line a reading, or one JSON document
             * @default csv
             * @enum {string}
             */
            format?: "csv" | "ndjson" | "json";
            /**
             * @description Compress the file
             * @default false
             */
            gzip?: boolean;
        };
        /** @description An export that runs in the background into a file */
        ExportJob: {
            id: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** @description By the place reached in sensors and time, not by counting */
            percent: number;
            /** @description Size of the file so far */
            bytes: number;
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            /**
             * Format: date-time
             * @description When it is removed by itself
             */
            expiresAt?: string;
            /** @description Why it failed, and what to do */
            error?: string;
            fileName: string;
            /** @enum {string} */
            format: "csv" | "ndjson" | "json";
            gzip: boolean;
            /** @description Number of sensors */
            sensors: number;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /** @description Rows written so far; exact when done */
            rows: number;
            /** @description What `rows` will come to, as far as can be told now */
            estimatedRows?: number;
        };
        ExportList: {
            items: components["schemas"]["ExportJob"][];
        };
        FieldError: {
            /**
             * @description Where the field is, if that is known
             * @enum {string}
             */
            in?: "path" | "query" | "body" | "header";
            /** @description Path of the field, e.g. items.0.name; empty for the whole */
            field: string;
            detail: string;
        };
        ForecastReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description Width of the buckets whose means were looked at */
            bucket: string;
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            /** @description Shown to people */
            name: string;
            /** @description Unit of measure of the values */
            uom: string;
            bucketMs: number;
            past: {
                timestamps: number[];
                values: (number | null)[];
            };
            forecast?: {
                timestamps: number[];
                mean: number[];
                low: number[];
                high: number[];
                confidence: number;
                /** @description Length of the season that was found */
                season?: string;
                /** @description Of the errors of one bucket */
                deviation: number;
                parameters: {
                    alpha: number;
                    beta: number;
                    gamma: number;
                    phi: number;
                };
            };
            /** @description Of the sensor’s normal band and range */
            limits: {
                name: string;
                value: number;
                /** @enum {string} */
                side: "high" | "low";
                /** @description Where the line of the trend meets it */
                trend?: {
                    /** @description Epoch milliseconds, UTC */
                    at?: number;
                    /** @description Epoch milliseconds, UTC */
                    earliest?: number;
                    /** @description Absent: perhaps not at all */
                    latest?: number;
                };
                /** @description Where the forecast and its band do */
                forecast?: {
                    /** @description Epoch milliseconds, UTC */
                    at?: number;
                    /** @description Epoch milliseconds, UTC */
                    earliest?: number;
                    /** @description Absent: perhaps not at all */
                    latest?: number;
                };
            }[];
            /** @description Why nothing is said */
            reason?: string;
            /** @description What is less exact than asked for */
            note?: string;
        };
        HistoryPlan: {
            /** @description Why it is read like this, in words */
            reason: string;
            /** @description Width of the buckets */
            bucket?: string;
            /** @description Buckets per sensor */
            buckets: number;
            sensors: number;
            /** @description Rows that are read, for all sensors */
            estimatedRows: number;
            /** @description What is read of each level */
            levels: {
                /** @enum {string} */
                level: "raw" | "1m" | "1h" | "1d";
                segments: number;
                estimatedRows: number;
            }[];
            /** @description The first 100 segments; together they cover the span without overlap */
            segments: {
                /** @enum {string} */
                level: "raw" | "1m" | "1h" | "1d";
                /** @description Epoch milliseconds, UTC */
                from: number;
                /** @description Epoch milliseconds, UTC */
                to: number;
            }[];
        };
        /** @description Columns: the values of a list belong to the timestamps in order */
        HistorySeries: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description IANA zone that days, weeks and months follow */
            timezone: string;
            /** @description Width of the buckets; absent for `lttb` */
            bucket?: string;
            /** @description Where the last bucket ends */
            end?: number;
            /** @description Where each bucket begins; absent for `lttb` */
            timestamps?: number[];
            series: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                /** @description For `lttb`: when each value was measured */
                timestamps?: number[];
                /** @description One list per aggregate; for `lttb` one list `value` */
                values: {
                    [key: string]: (number | null)[];
                };
            }[];
            /** @description What is less exact than asked for, where retention has taken the older readings */
            note?: string;
            /** @description With `explain=true` */
            plan?: components["schemas"]["HistoryPlan"];
        };
        /** @description One row per sensor over the whole span */
        HistoryStatistics: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            items: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                values: {
                    [key: string]: number | null;
                };
            }[];
            /** @description What is less exact than asked for, where retention has taken the older readings */
            note?: string;
            /** @description With `explain=true` */
            plan?: components["schemas"]["HistoryPlan"];
        };
        /** @description One row per bucket, one column per sensor and aggregate */
        HistoryTable: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            timezone: string;
            bucket: string;
            /** @description Epoch milliseconds, UTC */
            end: number;
            columns: {
                /** @description `time`, or unit/sensor/aggregate */
                name: string;
                /** @description Name used in topics and URLs */
                unit?: string;
                /** @description Name used in topics and URLs */
                sensor?: string;
                /** @enum {string} */
                aggregate?: "mean" | "twa" | "min" | "max" | "range" | "first" | "last" | "sum" | "count" | "stddev" | "good" | "total";
            }[];
            /** @description The first member is the beginning of the bucket in epoch ms */
            rows: (number | null)[][];
            /** @description What is less exact than asked for, where retention has taken the older readings */
            note?: string;
            /** @description With `explain=true` */
            plan?: components["schemas"]["HistoryPlan"];
        };
        ImportError: {
            /** @description Line of the file, the first is 1 */
            line: number;
            /** @description `timestamp`, `value`, `quality`, `unit`, `sensor` or `line` */
            field: string;
            reason: string;
        };
        /** @description A file of history on its way into the database */
        ImportJob: {
            id: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** @description By the place reached in sensors and time, not by counting */
            percent: number;
            /** @description Size of the file so far */
            bytes: number;
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            /**
             * Format: date-time
             * @description When it is removed by itself
             */
            expiresAt?: string;
            /** @description Why it failed, and what to do */
            error?: string;
            fileName?: string;
            /** @description Nothing is stored; all is checked */
            dryRun: boolean;
            /** @description Lines read, without the header */
            read: number;
            /** @description Lines that are a reading of a sensor of this tenant */
            accepted: number;
            /** @description New rows; 0 in a dry run */
            stored: number;
            /** @description Readings that were there already */
            repeated: number;
            /** @description Lines refused; the error report says why */
            rejected: number;
            /** @description The first of the error report */
            firstErrors: components["schemas"]["ImportError"][];
            /** @description Why it pauses just now */
            waiting?: string;
        };
        ImportList: {
            items: components["schemas"]["ImportJob"][];
        };
        JsonWebKeySet: {
            keys: {
                [key: string]: unknown;
            }[];
        };
        KpiReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description Width of the buckets whose means were looked at */
            bucket: string;
            expression: string;
            timestamps: number[];
            /** @description null where a sensor has no reading, or the expression comes to nothing */
            values: (number | null)[];
            mean?: number;
            sum?: number;
            min?: number;
            max?: number;
            /** @description Buckets in which the expression comes to nothing */
            faults: number;
            /** @description What was wrong in the first of them */
            fault?: string;
            /** @description What is less exact than asked for */
            note?: string;
        };
        /** @description The newest reading of a sensor by its field time */
        LatestReading: {
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            timestamp: string;
            value: number | boolean | string;
            /** @enum {string} */
            quality: "good" | "uncertain" | "bad";
            /** @description Why the quality is what it is */
            flags?: ("comm-lost" | "over-range" | "under-range" | "substituted" | "stale" | "historical" | "sensor-failure" | "restart" | "chatter" | "overflow" | "arrival-time" | "conversion" | "unsynchronised")[];
        };
        LatestReadings: {
            items: components["schemas"]["LatestReading"][];
        };
        ListedUser: {
            id: string;
            username: string;
            displayName?: string;
            email?: string;
            /**
             * @description With a role of the tenant: the least built-in one that includes it
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
            /** @description Key of the role of the tenant */
            customRole?: string;
            /** @description Null for a user of the platform */
            tenant: string | null;
            units?: string[];
            disabled: boolean;
            /** @description Until then nothing else is allowed */
            mustChangePassword: boolean;
            createdAt: string;
            /** @description Logs in with a code beside the password */
            secondFactor: boolean;
            /** @description Left out where no session is kept any more: ended ones are for a week */
            lastLoginAt?: string;
        };
        Liveness: {
            /** @constant */
            status: "ok";
        };
        LockedUser: {
            username: string;
            tenant: string | null;
            /** @description Wrong passwords and codes in a row, over all addresses */
            failures: number;
            /** Format: date-time */
            since: string;
            /**
             * Format: date-time
             * @description Before this, logins from places that the user never came from are refused
             */
            until: string;
        };
        LockedUserList: {
            items: components["schemas"]["LockedUser"][];
        };
        LoginInput: {
            /** @description Upper and lower case are the same */
            username: string;
            password: string;
            /** @description Of the authenticator app, or a recovery code; for users with a second factor */
            code?: string;
        };
        Me: {
            id: string;
            username: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin";
            /** @description Null for a user of the platform */
            homeTenant: string | null;
            /** @description The tenant that requests with this token touch */
            tenant: string | null;
            permissions: ("unit:read" | "unit:create" | "unit:update" | "unit:delete" | "sensor:read" | "sensor:create" | "sensor:update" | "sensor:delete" | "device:read" | "device:create" | "device:update" | "device:delete" | "device:import" | "device:test" | "reading:read" | "reading:publish" | "analytics:read" | "report:read" | "report:run" | "report:update" | "reading:import" | "retention:read" | "retention:update" | "command:read" | "device:operate" | "alarm:read" | "alarm:acknowledge" | "alarm:shelve" | "alarm:service" | "alarm-rule:create" | "alarm-rule:update" | "alarm-rule:delete" | "notification:read" | "notification:send" | "notification:update" | "anomaly:read" | "anomaly:judge" | "anomaly:scan" | "anomaly:settings" | "audit:read" | "api-key:own" | "api-key:manage" | "user:secure" | "live:subscribe" | "dashboard:view" | "session:read" | "profile:update" | "user:read" | "user:create" | "user:update" | "user:delete" | "session:manage" | "role:read" | "role:update" | "tenant:list" | "tenant:switch" | "tenant:create" | "tenant:update" | "tenant:suspend" | "tenant:erase" | "tenant:read-own" | "tenant:export" | "person:erase" | "editor:read" | "editor:write" | "certificate:read" | "certificate:update" | "signing-key:read" | "signing-key:rotate" | "metrics:read")[];
            /** @description The units that the user is limited to */
            units?: string[];
        };
        MfaCode: {
            code: string;
        };
        MfaEnrolment: {
            /** @description Base 32, for typing into an authenticator app */
            secret: string;
            /** @description `otpauth://totp/…` */
            uri: string;
            /** @description The URI as a QR code: an SVG document */
            qr: string;
        };
        MfaProof: {
            password: string;
            /** @description Of the authenticator app, or a recovery code */
            code: string;
        };
        MfaStatus: {
            enabled: boolean;
            /** @description An administrator’s rule: without it the user may do nothing else */
            required: boolean;
            /** @description How many are left */
            recoveryCodes: number;
        };
        NewApiKey: {
            id: string;
            name: string;
            /** @description Whose it is: it never may more than this user may now */
            username: string;
            /** @description The tenant that it acts in */
            tenant: string | null;
            permissions: string[];
            /** @description Units that it is limited to */
            units?: string[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastUsedAt?: string;
            /** @description Shown this once. Send it as `Authorization: Bearer tck_…` */
            token: string;
        };
        NodeForSensor: {
            nodeId: string;
            /** @description Left out: made of the name of the node */
            sensor?: string;
            /** @description Part of a structure or an array, e.g. [3] */
            path?: string;
        };
        NotificationContent: {
            /**
             * @description more: what a rate limit held up; message: a text of a flow; test: of somebody who tries the target
             * @enum {string}
             */
            kind: "alarms" | "more" | "message" | "test";
            tenant: string;
            /** @description Name of the tenant */
            plant: string;
            timeZone: string;
            /**
             * Format: date-time
             * @description When it was put into words
             */
            at: string;
            /** @description Key of the route; absent where a flow or a person chose the target */
            route?: string;
            routeName?: string;
            /** @description Of the escalation; 0: the first who are told */
            step?: number;
            /**
             * @description The highest of the alarms
             * @enum {string}
             */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            /** @description How many alarms, also those that are not written out */
            count: number;
            subject: string;
            /** @description For people, also to be read out: units in words, times in the zone of the plant */
            text: string;
            /** @description Those that are written out, the first-out on top */
            items: components["schemas"]["NotificationItem"][];
            /** @description A report that a mail has with it */
            report?: {
                run: string;
                fileName: string;
            };
        };
        NotificationDelivery: {
            /** @description Receivers tell repeats by it: webhook-id, Message-ID */
            id: string;
            /** @description Name used in topics and URLs */
            target: string;
            /** @enum {string} */
            channel: "email" | "webhook" | "mqtt" | "dashboard";
            /** @description Absent where a flow chose the target */
            route?: string;
            /** @description Of the escalation, from 0 */
            step?: number;
            /**
             * @description planned: waits for its first attempt; failed: waits for another one; dead: given up, can be sent again; dropped: its target went or was off
             * @enum {string}
             */
            state: "planned" | "failed" | "sent" | "dead" | "dropped";
            /** @enum {string} */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            subject: string;
            /** @description Alarms in it */
            count: number;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The next attempt; of those that are over the last one
             */
            dueAt: string;
            attempts: number;
            /** @description Why the last attempt failed */
            reason?: string;
            /**
             * Format: date-time
             * @description The last attempt
             */
            triedAt?: string;
            /** Format: date-time */
            endedAt?: string;
        };
        NotificationDeliveryList: {
            items: components["schemas"]["NotificationDelivery"][];
            nextCursor?: string;
        };
        NotificationDeliveryWhole: {
            /** @description Receivers tell repeats by it: webhook-id, Message-ID */
            id: string;
            /** @description Name used in topics and URLs */
            target: string;
            /** @enum {string} */
            channel: "email" | "webhook" | "mqtt" | "dashboard";
            /** @description Absent where a flow chose the target */
            route?: string;
            /** @description Of the escalation, from 0 */
            step?: number;
            /**
             * @description planned: waits for its first attempt; failed: waits for another one; dead: given up, can be sent again; dropped: its target went or was off
             * @enum {string}
             */
            state: "planned" | "failed" | "sent" | "dead" | "dropped";
            /** @enum {string} */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            subject: string;
            /** @description Alarms in it */
            count: number;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The next attempt; of those that are over the last one
             */
            dueAt: string;
            attempts: number;
            /** @description Why the last attempt failed */
            reason?: string;
            /**
             * Format: date-time
             * @description The last attempt
             */
            triedAt?: string;
            /** Format: date-time */
            endedAt?: string;
            content: components["schemas"]["NotificationContent"];
        };
        NotificationHealth: {
            /**
             * @description failing: a target that is used fails; unproven: nothing was sent yet; nobody: no route that is on reaches a target that is on; unfed: no flow feeds alarms to notify; away: the database is away
             * @enum {string}
             */
            verdict: "works" | "failing" | "unproven" | "nobody" | "unfed" | "away";
            /**
             * @description Whether this process plans them; elsewhere: another process on the database does
             * @enum {string}
             */
            plan: "running" | "starting" | "elsewhere" | "away" | "stopped" | "none";
            /** @description Alarms that wait for somebody to acknowledge them, by route */
            escalating: number;
            waiting: number;
            /** @description In the last 24 hours */
            givenUp: number;
            /** Format: date-time */
            lastSentAt?: string;
            targets: components["schemas"]["NotificationTargetHealth"][];
        };
        NotificationItem: {
            /** @description Of the alarm */
            id: string;
            /** @enum {string} */
            event: "raised" | "worse" | "returned" | "acknowledged" | "shelved" | "suppressed" | "out-of-service" | "removed" | "message";
            /**
             * Format: date-time
             * @description When it came into its state, in the field’s time
             */
            at: string;
            /** @enum {string} */
            priority: "critical" | "high" | "medium" | "low" | "journal";
            class: string;
            message: string;
            rule?: string;
            unit?: string;
            sensor?: string;
            device?: string;
            level?: string;
            user?: string;
            firstOut?: boolean;
            /** @description Had returned before anybody could be told */
            returned?: boolean;
        };
        NotificationRoute: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description A route that is off tells nobody
             * @default true
             */
            enabled: boolean;
            /**
             * @description Priorities that it is for
             * @default [
             *       "critical",
             *       "high"
             *     ]
             */
            priorities: ("critical" | "high" | "medium" | "low" | "journal")[];
            /**
             * @description Classes of alarm rules; * stands for any characters
             * @default [
             *       "*"
             *     ]
             */
            classes: string[];
            /**
             * @description Units; alarms of devices have none and match * only
             * @default [
             *       "*"
             *     ]
             */
            units: string[];
            /**
             * @description Keys of alarm rules
             * @default [
             *       "*"
             *     ]
             */
            rules: string[];
            /**
             * @description What is told. message: a text that a flow sends
             * @default [
             *       "raised",
             *       "worse",
             *       "message"
             *     ]
             */
            events: ("raised" | "worse" | "returned" | "acknowledged" | "shelved" | "suppressed" | "out-of-service" | "removed" | "message")[];
            /** @description When the route counts, in the time zone of the tenant: a shift. Left out: always */
            schedule?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to: string;
            };
            /** @description In this time nobody is called; what is still open at its end is told then, in one message. In the time zone of the tenant */
            quietHours?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to: string;
                /**
                 * @description Priorities that are told all the same
                 * @default [
                 *       "critical"
                 *     ]
                 */
                passes: ("critical" | "high" | "medium" | "low" | "journal")[];
            };
            /**
             * @description How long alarms are gathered for one message, from the first on
             * @default 10
             */
            groupSeconds: number;
            /**
             * @description Alarms written out in a message; the others are counted
             * @default 10
             */
            listed: number;
            /** @description Beyond it alarms are counted and told in one message, as soon as there is room */
            rateLimit?: {
                /** @description Messages of one step */
                messages: number;
                perSeconds: number;
            };
            /** @description Who is told, and who then, while nobody acknowledges */
            steps: {
                /** @description How long after the first message, while the alarm is not acknowledged. The first step: 0 */
                afterSeconds: number;
                targets: string[];
            }[];
            /**
             * @description What ends the escalation
             * @default [
             *       "acknowledged",
             *       "shelved",
             *       "returned"
             *     ]
             */
            endsOn: ("acknowledged" | "shelved" | "returned")[];
            /** @description Subject; {count}, {message} and so on are filled in */
            subject?: string;
            /** @description Begin of the text; the alarms follow it */
            text?: string;
            /** @description Goes up by one with each change */
            version: number;
            /** Format: date-time */
            createdAt: string;
            createdBy?: string;
            /** Format: date-time */
            updatedAt: string;
            updatedBy?: string;
        };
        NotificationRouteChange: {
            change: components["schemas"]["NotificationRoutePatch"];
            /** @description `version` that the change is made on; another one meanwhile: 409 */
            version: number;
        };
        NotificationRouteInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description A route that is off tells nobody
             * @default true
             */
            enabled?: boolean;
            /**
             * @description Priorities that it is for
             * @default [
             *       "critical",
             *       "high"
             *     ]
             */
            priorities?: ("critical" | "high" | "medium" | "low" | "journal")[];
            /**
             * @description Classes of alarm rules; * stands for any characters
             * @default [
             *       "*"
             *     ]
             */
            classes?: string[];
            /**
             * @description Units; alarms of devices have none and match * only
             * @default [
             *       "*"
             *     ]
             */
            units?: string[];
            /**
             * @description Keys of alarm rules
             * @default [
             *       "*"
             *     ]
             */
            rules?: string[];
            /**
             * @description What is told. message: a text that a flow sends
             * @default [
             *       "raised",
             *       "worse",
             *       "message"
             *     ]
             */
            events?: ("raised" | "worse" | "returned" | "acknowledged" | "shelved" | "suppressed" | "out-of-service" | "removed" | "message")[];
            /** @description When the route counts, in the time zone of the tenant: a shift. Left out: always */
            schedule?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days?: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from?: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to?: string;
            };
            /** @description In this time nobody is called; what is still open at its end is told then, in one message. In the time zone of the tenant */
            quietHours?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days?: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from?: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to?: string;
                /**
                 * @description Priorities that are told all the same
                 * @default [
                 *       "critical"
                 *     ]
                 */
                passes?: ("critical" | "high" | "medium" | "low" | "journal")[];
            };
            /**
             * @description How long alarms are gathered for one message, from the first on
             * @default 10
             */
            groupSeconds?: number;
            /**
             * @description Alarms written out in a message; the others are counted
             * @default 10
             */
            listed?: number;
            /** @description Beyond it alarms are counted and told in one message, as soon as there is room */
            rateLimit?: {
                /** @description Messages of one step */
                messages: number;
                perSeconds: number;
            };
            /** @description Who is told, and who then, while nobody acknowledges */
            steps: {
                /** @description How long after the first message, while the alarm is not acknowledged. The first step: 0 */
                afterSeconds: number;
                targets: string[];
            }[];
            /**
             * @description What ends the escalation
             * @default [
             *       "acknowledged",
             *       "shelved",
             *       "returned"
             *     ]
             */
            endsOn?: ("acknowledged" | "shelved" | "returned")[];
            /** @description Subject; {count}, {message} and so on are filled in */
            subject?: string;
            /** @description Begin of the text; the alarms follow it */
            text?: string;
        };
        NotificationRouteList: {
            items: components["schemas"]["NotificationRoute"][];
            nextCursor?: string;
        };
        NotificationRoutePatch: {
            /** @description Name shown to people */
            name?: string;
            /** @description A route that is off tells nobody */
            enabled?: boolean;
            /** @description Priorities that it is for */
            priorities?: ("critical" | "high" | "medium" | "low" | "journal")[];
            /** @description Classes of alarm rules; * stands for any characters */
            classes?: string[];
            /** @description Units; alarms of devices have none and match * only */
            units?: string[];
            /** @description Keys of alarm rules */
            rules?: string[];
            /** @description What is told. message: a text that a flow sends */
            events?: ("raised" | "worse" | "returned" | "acknowledged" | "shelved" | "suppressed" | "out-of-service" | "removed" | "message")[];
            /** @description When the route counts, in the time zone of the tenant: a shift. Left out: always; null clears it */
            schedule?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days?: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from?: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to?: string;
            } | null;
            /** @description In this time nobody is called; what is still open at its end is told then, in one message. In the time zone of the tenant; null clears it */
            quietHours?: {
                /**
                 * @default [
                 *       "monday",
                 *       "tuesday",
                 *       "wednesday",
                 *       "thursday",
                 *       "friday",
                 *       "saturday",
                 *       "sunday"
                 *     ]
                 */
                days?: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                /**
                 * @description Local time of the plant at which it begins
                 * @default 00:00
                 */
                from?: string;
                /**
                 * @description Local time at which it ends; before `from`: on the day after. The day is the one on which it begins
                 * @default 24:00
                 */
                to?: string;
                /**
                 * @description Priorities that are told all the same
                 * @default [
                 *       "critical"
                 *     ]
                 */
                passes?: ("critical" | "high" | "medium" | "low" | "journal")[];
            } | null;
            /** @description How long alarms are gathered for one message, from the first on */
            groupSeconds?: number;
            /** @description Alarms written out in a message; the others are counted */
            listed?: number;
            /** @description Beyond it alarms are counted and told in one message, as soon as there is room; null clears it */
            rateLimit?: {
                /** @description Messages of one step */
                messages: number;
                perSeconds: number;
            } | null;
            /** @description Who is told, and who then, while nobody acknowledges */
            steps?: {
                /** @description How long after the first message, while the alarm is not acknowledged. The first step: 0 */
                afterSeconds: number;
                targets: string[];
            }[];
            /** @description What ends the escalation */
            endsOn?: ("acknowledged" | "shelved" | "returned")[];
            /** @description Subject; {count}, {message} and so on are filled in; null clears it */
            subject?: string | null;
            /** @description Begin of the text; the alarms follow it; null clears it */
            text?: string | null;
        };
        NotificationRouteVerdict: {
            sound: boolean;
            faults: {
                field: string;
                reason: string;
            }[];
            /** @description What the route does, in sentences */
            words: string[];
        };
        NotificationTarget: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description Nothing is sent to one that is off
             * @default true
             */
            enabled: boolean;
            settings: {
                /** @constant */
                channel: "email";
                /** @description SMTP server */
                host: string;
                /** @default 587 */
                port: number;
                /**
                 * @description starttls: encrypted after the greeting, or not at all; tls: from the start (port 465)
                 * @default starttls
                 * @enum {string}
                 */
                security: "starttls" | "tls" | "none";
                /**
                 * @description Whether the certificate of the server is checked
                 * @default true
                 */
                verify: boolean;
                /** @description Certificates of authorities to trust, as PEM */
                ca?: string;
                /** @description Left out: without login */
                username?: string;
                /**
                 * Format: email
                 * @description Sender
                 */
                from: string;
                /** @description Recipients */
                to: string[];
            } | {
                /** @constant */
                channel: "webhook";
                /**
                 * Format: uri
                 * @description Receives a POST with JSON
                 */
                url: string;
                /**
                 * @description Whether the certificate of the receiver is checked
                 * @default true
                 */
                verify: boolean;
            } | {
                /** @constant */
                channel: "mqtt";
                /** @description At the broker of the installation, below plant/<tenant>/notify/alarms/ */
                topic: string;
                /**
                 * @description Quality of service
                 * @default 1
                 * @enum {number}
                 */
                qos: 0 | 1 | 2;
                /** @default false */
                retain: boolean;
            } | {
                /** @constant */
                channel: "dashboard";
                /**
                 * @description How long it is shown; critical ones stay
                 * @default 15
                 */
                seconds: number;
            };
            /**
             * @description How long a message is tried again before it is given up, in seconds
             * @default 21600
             */
            retrySeconds: number;
            /** @description Goes up by one with each change */
            version: number;
            /** Format: date-time */
            createdAt: string;
            createdBy?: string;
            /** Format: date-time */
            updatedAt: string;
            updatedBy?: string;
            /** @description Names of the secrets that are set */
            secrets: string[];
        };
        NotificationTargetChange: {
            change: components["schemas"]["NotificationTargetPatch"];
            /** @description `version` that the change is made on; another one meanwhile: 409 */
            version: number;
        };
        NotificationTargetHealth: {
            /** @description Name used in topics and URLs */
            target: string;
            /** @description Whether a route that is on sends to it */
            used: boolean;
            /**
             * @description failing: what was tried last did not arrive; unproven: nothing was sent to it yet
             * @enum {string}
             */
            state: "works" | "failing" | "unproven" | "off";
            /**
             * Format: date-time
             * @description Since when nothing has arrived though it was tried
             */
            failingSince?: string;
            /** Format: date-time */
            lastSentAt?: string;
            /** Format: date-time */
            lastFailedAt?: string;
            /** @description Why the last one that failed did */
            reason?: string;
            /** @description Messages that wait for an attempt */
            waiting: number;
            /** @description Messages that were given up in the last 24 hours, and not sent again */
            givenUp: number;
        };
        NotificationTargetInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description Nothing is sent to one that is off
             * @default true
             */
            enabled?: boolean;
            settings: {
                /** @constant */
                channel: "email";
                /** @description SMTP server */
                host: string;
                /** @default 587 */
                port?: number;
                /**
                 * @description starttls: encrypted after the greeting, or not at all; tls: from the start (port 465)
                 * @default starttls
                 * @enum {string}
                 */
                security?: "starttls" | "tls" | "none";
                /**
                 * @description Whether the certificate of the server is checked
                 * @default true
                 */
                verify?: boolean;
                /** @description Certificates of authorities to trust, as PEM */
                ca?: string;
                /** @description Left out: without login */
                username?: string;
                /**
                 * Format: email
                 * @description Sender
                 */
                from: string;
                /** @description Recipients */
                to: string[];
            } | {
                /** @constant */
                channel: "webhook";
                /**
                 * Format: uri
                 * @description Receives a POST with JSON
                 */
                url: string;
                /**
                 * @description Whether the certificate of the receiver is checked
                 * @default true
                 */
                verify?: boolean;
            } | {
                /** @constant */
                channel: "mqtt";
                /** @description At the broker of the installation, below plant/<tenant>/notify/alarms/ */
                topic: string;
                /**
                 * @description Quality of service
                 * @default 1
                 * @enum {number}
                 */
                qos?: 0 | 1 | 2;
                /** @default false */
                retain?: boolean;
            } | {
                /** @constant */
                channel: "dashboard";
                /**
                 * @description How long it is shown; critical ones stay
                 * @default 15
                 */
                seconds?: number;
            };
            /**
             * @description How long a message is tried again before it is given up, in seconds
             * @default 21600
             */
            retrySeconds?: number;
            /** @description email: password; webhook: secret (whsec_ and base64 of 24 to 64 bytes, signs each message), authorization (sent as the header). Never come back; an empty text removes one */
            secrets?: {
                [key: string]: string;
            };
        };
        NotificationTargetList: {
            items: components["schemas"]["NotificationTarget"][];
            nextCursor?: string;
        };
        NotificationTargetPatch: {
            /** @description Name shown to people */
            name?: string;
            /** @description Nothing is sent to one that is off */
            enabled?: boolean;
            settings?: {
                /** @constant */
                channel: "email";
                /** @description SMTP server */
                host: string;
                /** @default 587 */
                port?: number;
                /**
                 * @description starttls: encrypted after the greeting, or not at all; tls: from the start (port 465)
                 * @default starttls
                 * @enum {string}
                 */
                security?: "starttls" | "tls" | "none";
                /**
                 * @description Whether the certificate of the server is checked
                 * @default true
                 */
                verify?: boolean;
                /** @description Certificates of authorities to trust, as PEM */
                ca?: string;
                /** @description Left out: without login */
                username?: string;
                /**
                 * Format: email
                 * @description Sender
                 */
                from: string;
                /** @description Recipients */
                to: string[];
            } | {
                /** @constant */
                channel: "webhook";
                /**
                 * Format: uri
                 * @description Receives a POST with JSON
                 */
                url: string;
                /**
                 * @description Whether the certificate of the receiver is checked
                 * @default true
                 */
                verify?: boolean;
            } | {
                /** @constant */
                channel: "mqtt";
                /** @description At the broker of the installation, below plant/<tenant>/notify/alarms/ */
                topic: string;
                /**
                 * @description Quality of service
                 * @default 1
                 * @enum {number}
                 */
                qos?: 0 | 1 | 2;
                /** @default false */
                retain?: boolean;
            } | {
                /** @constant */
                channel: "dashboard";
                /**
                 * @description How long it is shown; critical ones stay
                 * @default 15
                 */
                seconds?: number;
            };
            /** @description How long a message is tried again before it is given up, in seconds */
            retrySeconds?: number;
            /** @description email: password; webhook: secret (whsec_ and base64 of 24 to 64 bytes, signs each message), authorization (sent as the header). Never come back; an empty text removes one */
            secrets?: {
                [key: string]: string;
            };
        };
        NotificationTest: {
            ok: boolean;
            /** @description What happened, in a sentence */
            answer: string;
            tookMs: number;
        };
        /** @description The certificate by which others know this installation */
        OpcuaCertificate: {
            /** @description Whom it names */
            subject: string;
            /** @description SHA-1 of the certificate in hex, as OPC UA tools show it */
            thumbprint: string;
            /** @description SHA-256 of the certificate in hex: compare this one, by another way */
            sha256: string;
            /** Format: date-time */
            validFrom: string;
            /** Format: date-time */
            validTo: string;
            /** @description Absent where the certificate has none */
            applicationUri?: string;
            /** @description Host names and IP addresses that it is for */
            hostnames: string[];
        };
        /** @description A certificate of others */
        OpcuaCertificateEntry: {
            /** @description Whom it names */
            subject: string;
            /** @description SHA-1 of the certificate in hex, as OPC UA tools show it */
            thumbprint: string;
            /** @description SHA-256 of the certificate in hex: compare this one, by another way */
            sha256: string;
            /** Format: date-time */
            validFrom: string;
            /** Format: date-time */
            validTo: string;
            /** @description Absent where the certificate has none */
            applicationUri?: string;
            /** @description Host names and IP addresses that it is for */
            hostnames: string[];
            /**
             * @description Certificates of OPC UA applications, or of users who log in with one
             * @enum {string}
             */
            store: "applications" | "users";
            /**
             * @description `issuer`: known to build chains with, and by itself trusts nothing
             * @enum {string}
             */
            state: "trusted" | "rejected" | "issuer";
            /** @description Who signed it */
            issuer: string;
            /** @description It may sign others: where it is trusted, what it signed is trusted too */
            authority: boolean;
            /**
             * Format: date-time
             * @description When it came into this state
             */
            since: string;
            /**
             * @description Why a connection with it is refused; absent where it is not. `self-signed`, `not-trusted`: nobody has trusted it yet; `denied`: an administrator has rejected it; `unknown-issuer`: add who signed it; `revocation-unknown`: add the revocation list of who signed it
             * @enum {string}
             */
            why?: "not-trusted" | "self-signed" | "denied" | "expired" | "not-yet-valid" | "unknown-issuer" | "revoked" | "revocation-unknown" | "invalid";
        };
        OpcuaCertificateInput: {
            /**
             * @description Certificates of OPC UA applications, or of users who log in with one
             * @default applications
             * @enum {string}
             */
            store?: "applications" | "users";
            /** @description One certificate as PEM, at most 64 KiB */
            pem: string;
            /**
             * @description `issuer`: an authority to build chains with, which by itself trusts nothing
             * @default trusted
             * @enum {string}
             */
            as?: "trusted" | "issuer";
        };
        OpcuaCertificateList: {
            items: components["schemas"]["OpcuaCertificateEntry"][];
        };
        OpcuaCrlInput: {
            /**
             * @description Certificates of OPC UA applications, or of users who log in with one
             * @default applications
             * @enum {string}
             */
            store?: "applications" | "users";
            /** @description A revocation list as PEM, or DER in base64 */
            crl: string;
        };
        PasswordChange: {
            oldPassword: string;
            newPassword: string;
        };
        PerformanceReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description Width of the buckets whose means were looked at */
            bucket: string;
            /** @description Best first */
            items: {
                /** @description Name used in topics and URLs */
                unit: string;
                name: string;
                kind: string;
                /** @description 1 is the best; equal scores share a rank */
                rank?: number;
                /** @description Absent without readings */
                score?: number;
                parts: {
                    [key: string]: number;
                };
                alarms: number;
                sensors: number;
            }[];
            weights: {
                [key: string]: number;
            };
            /** @description What is less exact than asked for */
            note?: string;
        };
        PermissionList: {
            items: {
                permission: string;
                description: string;
                /**
                 * @description The least built-in role that has it
                 * @enum {string}
                 */
                role: "viewer" | "operator" | "admin";
                /** @description Also for users that are limited to units, within them */
                withinUnits: boolean;
                /** @description Whether who asks may put it into a role */
                givable: boolean;
            }[];
        };
        PersonErasureInput: {
            username: string;
            /** @constant */
            confirm: true;
        };
        PlacedAnomalySettings: {
            /** @description Absent: of the whole tenant */
            unit?: string;
            /** @description Absent: of the whole unit */
            sensor?: string;
            settings: {
                /** @description Off: its readings are passed on without a score */
                enabled?: boolean;
                /** @description Which detectors look at it */
                detectors?: ("z-score" | "iqr" | "moving-average" | "robust-z" | "ewma" | "cusum" | "seasonal" | "stuck" | "rate" | "half-space-trees")[];
                /** @description Readings that count as the present: what is usual is learnt from so many */
                window?: number;
                /** @description 2 tells twice as eagerly: what is half as rare is enough. 0.5 half as eagerly */
                sensitivity?: number;
                /** @description From this confidence on it is an anomaly */
                limit?: number;
                /** @description Readings before anything is said; left out: the window, 100 at least */
                warmUpReadings?: number;
            };
            /** @description What counts here, with what is above it */
            effective: {
                /** @description Off: its readings are passed on without a score */
                enabled: boolean;
                /** @description Which detectors look at it */
                detectors: ("z-score" | "iqr" | "moving-average" | "robust-z" | "ewma" | "cusum" | "seasonal" | "stuck" | "rate" | "half-space-trees")[];
                /** @description Readings that count as the present: what is usual is learnt from so many */
                window: number;
                /** @description 2 tells twice as eagerly: what is half as rare is enough. 0.5 half as eagerly */
                sensitivity: number;
                /** @description From this confidence on it is an anomaly */
                limit: number;
                /** @description Readings before anything is said; left out: the window, 100 at least */
                warmUpReadings?: number;
            };
            /** @description What people said of its anomalies, and the powers of ten of rarity that are asked for because of it */
            feedback: {
                confirmed: number;
                refused: number;
                shift: number;
                shifts: {
                    [key: string]: number;
                };
            };
            /** @description ISO 8601, UTC */
            updatedAt?: string;
            updatedBy?: string;
        };
        Point: {
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            settings: {
                [key: string]: unknown;
            };
            /** @description Absent: the point cannot be written */
            write?: {
                min?: number;
                max?: number;
                maxPerMinute: number;
                interlock?: string;
                /** @enum {string} */
                confirm: "none" | "second-user";
                verify: boolean;
                timeoutSeconds: number;
            };
            /**
             * @description template: the point comes from the device’s template; absent: it is the device’s own
             * @constant
             */
            origin?: "template";
        };
        /** @description All points of a device; those of its template need not be there */
        PointList: {
            points: components["schemas"]["PointListItem"][];
        };
        /** @description With origin "template" it is left to the template */
        PointListItem: {
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            /** @description Address and type, by the schema of the device’s protocol */
            settings: {
                [key: string]: unknown;
            };
            /** @description Absent: the point cannot be written */
            write?: components["schemas"]["WriteRules"];
            /**
             * @description template: the point comes from the device’s template; absent: it is the device’s own
             * @constant
             */
            origin?: "template";
        };
        PointOfNode: {
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            nodeId: string;
            /** @description False: the sensor was there, and got the point */
            created: boolean;
        };
        /** @description A problem as RFC 9457 describes it */
        Problem: {
            /** @description URI reference of the kind of problem */
            type: string;
            title: string;
            status: number;
            /** @description What went wrong this time */
            detail: string;
            /** @description What to do */
            advice?: string;
            /** @description The path of the request */
            instance: string;
            /** @description Find it in the log, or quote it to support */
            requestId: string;
            errors?: components["schemas"]["FieldError"][];
            quota?: components["schemas"]["QuotaProblem"];
            /** @description Of too many calls: the quotas that are used up, as the header RateLimit-Policy names them */
            "violated-policies"?: string[];
        };
        ProblemKind: {
            type: string;
            title: string;
            status: number;
        };
        ProfilePatch: {
            displayName?: string | null;
            email?: string | null;
        };
        QualityReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description Width of the buckets whose means were looked at */
            bucket: string;
            /** @description The mean of all sensors */
            score?: number;
            /** @description Worst first */
            units: {
                /** @description Name used in topics and URLs */
                unit: string;
                score: number;
                sensors: number;
            }[];
            /** @description Worst first */
            items: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                /** @description Shown to people */
                name: string;
                /** @description Unit of measure of the values */
                uom: string;
                score: number;
                parts: {
                    [key: string]: number;
                };
                readings: number;
                longestGapMs: number;
                longestStuckMs: number;
                /** @description Buckets with a value far from what is usual */
                outliers: number;
            }[];
            weights: {
                [key: string]: number;
            };
            /** @description What is less exact than asked for */
            note?: string;
        };
        /** @description The quota that is used up */
        QuotaProblem: {
            name: string;
            used: number;
            limit: number;
        };
        RawReading: {
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            timestamp: string;
            value: number | boolean | string;
            /** @enum {string} */
            quality: "good" | "uncertain" | "bad";
            /** @description Why the quality is what it is */
            flags?: ("comm-lost" | "over-range" | "under-range" | "substituted" | "stale" | "historical" | "sensor-failure" | "restart" | "chatter" | "overflow" | "arrival-time" | "conversion" | "unsynchronised")[];
            /** @description Name used in topics and URLs */
            unit?: string;
            /** @description Name used in topics and URLs */
            sensor?: string;
        };
        Readiness: {
            /**
             * @description `degraded`: it serves, but a part is away
             * @enum {string}
             */
            status: "ok" | "degraded" | "unavailable";
            parts?: {
                name: string;
                /** @enum {string} */
                status: "ok" | "degraded" | "unavailable";
                detail?: string;
            }[];
        };
        ReadingList: {
            items: components["schemas"]["RawReading"][];
            nextCursor?: string;
        };
        RecoveryCodes: {
            /** @description Each is good for one login. Shown this once. */
            recoveryCodes: string[];
        };
        RefreshInput: {
            refresh_token: string;
        };
        Report: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Title of the report */
            name: string;
            /**
             * @description Off: no schedule counts; it can still be run
             * @default true
             */
            enabled: boolean;
            /**
             * @description Decides the sections
             * @default daily-plant
             * @enum {string}
             */
            kind: "daily-plant" | "alarm-performance" | "energy" | "data-quality" | "custom";
            /**
             * @description Of the kind `custom`, in order
             * @default []
             */
            sections: ("overview" | "alarms" | "energy" | "quality" | "trends")[];
            /**
             * @description Empty: all units
             * @default []
             */
            units: string[];
            /**
             * @description Whose course is drawn, as unit/sensor; empty: those with a normal band, some of each unit
             * @default []
             */
            sensors: string[];
            /**
             * @description Figures of the section on energy
             * @default []
             */
            kpis: {
                /** @description Shown to people */
                name: string;
                /** @description As in GET /analytics/kpi: numbers, sensor("unit","sensor","mean"), hours, + - * / and brackets */
                expression: string;
                /**
                 * @description Unit of measure of the result
                 * @default
                 */
                uom: string;
                /** @default 1 */
                decimals: number;
            }[];
            /**
             * @description The last whole day, week or month before the report is made
             * @default day
             * @enum {string}
             */
            period: "day" | "week" | "month";
            /** @description Cron, five fields, by the clock of the tenant, such as `0 6 * * *`; left out: only when it is asked for */
            schedule?: string;
            /**
             * @default en
             * @enum {string}
             */
            language: "en" | "de";
            /**
             * @description Notification targets of the channel email; empty: the report is only kept
             * @default []
             */
            recipients: string[];
            /**
             * @description How long each report is kept
             * @default 400
             */
            keepDays: number;
            /** @description The schedule in words */
            scheduleText?: string;
            /**
             * Format: date-time
             * @description When it is made next
             */
            nextAt?: string;
            /** @description Goes up by one with each change */
            version: number;
            /** Format: date-time */
            createdAt: string;
            createdBy?: string;
            /** Format: date-time */
            updatedAt: string;
            updatedBy?: string;
        };
        ReportChange: {
            change: components["schemas"]["ReportPatch"];
            /** @description `version` that the change is made on; another one meanwhile: 409 */
            version: number;
        };
        ReportInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Title of the report */
            name: string;
            /**
             * @description Off: no schedule counts; it can still be run
             * @default true
             */
            enabled?: boolean;
            /**
             * @description Decides the sections
             * @default daily-plant
             * @enum {string}
             */
            kind?: "daily-plant" | "alarm-performance" | "energy" | "data-quality" | "custom";
            /**
             * @description Of the kind `custom`, in order
             * @default []
             */
            sections?: ("overview" | "alarms" | "energy" | "quality" | "trends")[];
            /**
             * @description Empty: all units
             * @default []
             */
            units?: string[];
            /**
             * @description Whose course is drawn, as unit/sensor; empty: those with a normal band, some of each unit
             * @default []
             */
            sensors?: string[];
            /**
             * @description Figures of the section on energy
             * @default []
             */
            kpis?: {
                /** @description Shown to people */
                name: string;
                /** @description As in GET /analytics/kpi: numbers, sensor("unit","sensor","mean"), hours, + - * / and brackets */
                expression: string;
                /**
                 * @description Unit of measure of the result
                 * @default
                 */
                uom?: string;
                /** @default 1 */
                decimals?: number;
            }[];
            /**
             * @description The last whole day, week or month before the report is made
             * @default day
             * @enum {string}
             */
            period?: "day" | "week" | "month";
            /** @description Cron, five fields, by the clock of the tenant, such as `0 6 * * *`; left out: only when it is asked for */
            schedule?: string;
            /**
             * @default en
             * @enum {string}
             */
            language?: "en" | "de";
            /**
             * @description Notification targets of the channel email; empty: the report is only kept
             * @default []
             */
            recipients?: string[];
            /**
             * @description How long each report is kept
             * @default 400
             */
            keepDays?: number;
        };
        ReportList: {
            items: components["schemas"]["Report"][];
            nextCursor?: string;
        };
        ReportPatch: {
            /** @description Title of the report */
            name?: string;
            /** @description Off: no schedule counts; it can still be run */
            enabled?: boolean;
            /**
             * @description Decides the sections
             * @enum {string}
             */
            kind?: "daily-plant" | "alarm-performance" | "energy" | "data-quality" | "custom";
            /** @description Of the kind `custom`, in order */
            sections?: ("overview" | "alarms" | "energy" | "quality" | "trends")[];
            /** @description Empty: all units */
            units?: string[];
            /** @description Whose course is drawn, as unit/sensor; empty: those with a normal band, some of each unit */
            sensors?: string[];
            /** @description Figures of the section on energy */
            kpis?: {
                /** @description Shown to people */
                name: string;
                /** @description As in GET /analytics/kpi: numbers, sensor("unit","sensor","mean"), hours, + - * / and brackets */
                expression: string;
                /**
                 * @description Unit of measure of the result
                 * @default
                 */
                uom?: string;
                /** @default 1 */
                decimals?: number;
            }[];
            /**
             * @description The last whole day, week or month before the report is made
             * @enum {string}
             */
            period?: "day" | "week" | "month";
            /** @description Cron, five fields, by the clock of the tenant, such as `0 6 * * *`; left out: only when it is asked for; null clears it */
            schedule?: string | null;
            /** @enum {string} */
            language?: "en" | "de";
            /** @description Notification targets of the channel email; empty: the report is only kept */
            recipients?: string[];
            /** @description How long each report is kept */
            keepDays?: number;
        };
        ReportRun: {
            id: string;
            /** @description Name used in topics and URLs */
            report: string;
            /** @description Title of the report when it was made */
            name: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            percent: number;
            /** @enum {string} */
            trigger: "schedule" | "request";
            /** @description Absent of one that its schedule began */
            requestedBy?: string;
            /**
             * Format: date-time
             * @description Begin of the time that is reported on
             */
            from: string;
            /** Format: date-time */
            to: string;
            timezone: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            /**
             * Format: date-time
             * @description When it is removed by itself
             */
            expiresAt: string;
            /** @description More than 1: the process that made it went away meanwhile */
            attempts: number;
            /** @description Size of each file */
            bytes?: {
                [key: string]: number;
            };
            /** @description What stands at the top of the report */
            summary: string[];
            /** @description Why it failed, and what to do */
            error?: string;
        };
        ReportRunList: {
            items: components["schemas"]["ReportRun"][];
            nextCursor?: string;
        };
        RetentionInput: {
            /** @description How long data of the class is kept */
            days: number;
        };
        /** @description In days */
        RetentionOfClass: {
            /** @description How long it is kept */
            days: number;
            /** @description How long it is kept for tenants without a setting of their own */
            default: number;
            /** @description The tenant’s own setting; absent where it follows the default */
            own?: number;
        };
        /** @description Readings with numbers and with texts, rollups of a minute, an hour, a day, the journal of alarms, and the log of notifications */
        RetentionOfTenant: {
            raw: components["schemas"]["RetentionOfClass"];
            text: components["schemas"]["RetentionOfClass"];
            "1m": components["schemas"]["RetentionOfClass"];
            "1h": components["schemas"]["RetentionOfClass"];
            "1d": components["schemas"]["RetentionOfClass"];
            journal: components["schemas"]["RetentionOfClass"];
            notifications: components["schemas"]["RetentionOfClass"];
        };
        RoleInput: {
            /** @description Name used in topics and URLs */
            key: string;
            name: string;
            description?: string;
            permissions: ("unit:read" | "unit:create" | "unit:update" | "unit:delete" | "sensor:read" | "sensor:create" | "sensor:update" | "sensor:delete" | "device:read" | "device:create" | "device:update" | "device:delete" | "device:import" | "device:test" | "reading:read" | "reading:publish" | "analytics:read" | "report:read" | "report:run" | "report:update" | "reading:import" | "retention:read" | "retention:update" | "command:read" | "device:operate" | "alarm:read" | "alarm:acknowledge" | "alarm:shelve" | "alarm:service" | "alarm-rule:create" | "alarm-rule:update" | "alarm-rule:delete" | "notification:read" | "notification:send" | "notification:update" | "anomaly:read" | "anomaly:judge" | "anomaly:scan" | "anomaly:settings" | "audit:read" | "api-key:own" | "api-key:manage" | "user:secure" | "live:subscribe" | "dashboard:view" | "session:read" | "profile:update" | "user:read" | "user:create" | "user:update" | "user:delete" | "session:manage" | "role:read" | "role:update" | "tenant:list" | "tenant:switch" | "tenant:create" | "tenant:update" | "tenant:suspend" | "tenant:erase" | "tenant:read-own" | "tenant:export" | "person:erase" | "editor:read" | "editor:write" | "certificate:read" | "certificate:update" | "signing-key:read" | "signing-key:rotate" | "metrics:read")[];
        };
        RolePatch: {
            name?: string;
            description?: string | null;
            permissions?: ("unit:read" | "unit:create" | "unit:update" | "unit:delete" | "sensor:read" | "sensor:create" | "sensor:update" | "sensor:delete" | "device:read" | "device:create" | "device:update" | "device:delete" | "device:import" | "device:test" | "reading:read" | "reading:publish" | "analytics:read" | "report:read" | "report:run" | "report:update" | "reading:import" | "retention:read" | "retention:update" | "command:read" | "device:operate" | "alarm:read" | "alarm:acknowledge" | "alarm:shelve" | "alarm:service" | "alarm-rule:create" | "alarm-rule:update" | "alarm-rule:delete" | "notification:read" | "notification:send" | "notification:update" | "anomaly:read" | "anomaly:judge" | "anomaly:scan" | "anomaly:settings" | "audit:read" | "api-key:own" | "api-key:manage" | "user:secure" | "live:subscribe" | "dashboard:view" | "session:read" | "profile:update" | "user:read" | "user:create" | "user:update" | "user:delete" | "session:manage" | "role:read" | "role:update" | "tenant:list" | "tenant:switch" | "tenant:create" | "tenant:update" | "tenant:suspend" | "tenant:erase" | "tenant:read-own" | "tenant:export" | "person:erase" | "editor:read" | "editor:write" | "certificate:read" | "certificate:update" | "signing-key:read" | "signing-key:rotate" | "metrics:read")[];
        };
        Sensor: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @default number
             * @enum {string}
             */
            type: "number" | "boolean" | "text";
            /**
             * @default other
             * @enum {string}
             */
            quantity: "temperature" | "pressure" | "flow" | "level" | "power" | "energy" | "speed" | "position" | "vibration" | "concentration" | "state" | "count" | "ratio" | "other";
            /**
             * @description Unit of measure as shown, e.g. °C, bar, m³/h
             * @default
             */
            uom: string;
            /**
             * @description Decimal places shown
             * @default 1
             */
            decimals: number;
            /** @description In the sensor’s unit of measure */
            rangeLow?: number;
            /** @description In the sensor’s unit of measure */
            rangeHigh?: number;
            /** @description Lower end of the normal band */
            normalLow?: number;
            /** @description Upper end of the normal band */
            normalHigh?: number;
            /**
             * @description Seconds without a reading after which the value is stale
             * @default 60
             */
            staleAfter: number;
            /**
             * @description Shown on the unit’s tile of the overview
             * @default false
             */
            headline: boolean;
            description?: string;
            /** @description Name used in topics and URLs */
            unit: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            createdAt: string;
        };
        SensorInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @default number
             * @enum {string}
             */
            type?: "number" | "boolean" | "text";
            /**
             * @default other
             * @enum {string}
             */
            quantity?: "temperature" | "pressure" | "flow" | "level" | "power" | "energy" | "speed" | "position" | "vibration" | "concentration" | "state" | "count" | "ratio" | "other";
            /**
             * @description Unit of measure as shown, e.g. °C, bar, m³/h
             * @default
             */
            uom?: string;
            /**
             * @description Decimal places shown
             * @default 1
             */
            decimals?: number;
            /** @description In the sensor’s unit of measure */
            rangeLow?: number;
            /** @description In the sensor’s unit of measure */
            rangeHigh?: number;
            /** @description Lower end of the normal band */
            normalLow?: number;
            /** @description Upper end of the normal band */
            normalHigh?: number;
            /**
             * @description Seconds without a reading after which the value is stale
             * @default 60
             */
            staleAfter?: number;
            /**
             * @description Shown on the unit’s tile of the overview
             * @default false
             */
            headline?: boolean;
            description?: string;
        };
        SensorList: {
            items: components["schemas"]["Sensor"][];
            nextCursor?: string;
        };
        SensorPatch: {
            /** @description Name shown to people */
            name?: string;
            /** @enum {string} */
            quantity?: "temperature" | "pressure" | "flow" | "level" | "power" | "energy" | "speed" | "position" | "vibration" | "concentration" | "state" | "count" | "ratio" | "other";
            /** @description Unit of measure as shown, e.g. °C, bar, m³/h */
            uom?: string;
            /** @description Decimal places shown */
            decimals?: number;
            /** @description In the sensor’s unit of measure */
            rangeLow?: number;
            /** @description In the sensor’s unit of measure */
            rangeHigh?: number;
            /** @description Lower end of the normal band */
            normalLow?: number;
            /** @description Upper end of the normal band */
            normalHigh?: number;
            /** @description Seconds without a reading after which the value is stale */
            staleAfter?: number;
            /** @description Shown on the unit’s tile of the overview */
            headline?: boolean;
            description?: string;
        };
        SensorsOfNodes: {
            /** @description Unit whose sensors they become */
            unit: string;
            nodes: components["schemas"]["NodeForSensor"][];
        };
        SensorsOfNodesFault: {
            /** @description Of the node in the request, from 0 */
            index: number;
            /** @description What of the node is wrong, e.g. sensor */
            field: string;
            /** @description What is wrong with it, and what to do */
            reason: string;
        };
        SensorsOfNodesResult: {
            /** @description False where anything is wrong: then nothing changed */
            applied: boolean;
            /** @description In the order of the request; empty where nothing changed */
            points: components["schemas"]["PointOfNode"][];
            /** @description How much is wrong */
            faults: number;
            firstFaults: components["schemas"]["SensorsOfNodesFault"][];
        };
        Session: {
            id: string;
            createdAt: string;
            /** @description When it was last renewed; what is in use does that every few minutes */
            lastSeenAt: string;
            expiresAt: string;
            /** @description Address that the login came from */
            from?: string;
            /** @description What the client called itself */
            userAgent?: string;
            /** @description Of a user of the platform */
            actingTenant?: string;
            /** @description The session that asks */
            current: boolean;
        };
        SessionList: {
            items: components["schemas"]["Session"][];
        };
        SigningKeyList: {
            items: {
                kid: string;
                /** Format: date-time */
                createdAt: string;
                /** @description False: it only verifies what it signed before */
                signs: boolean;
                /**
                 * Format: date-time
                 * @description When it is replaced; for one that only verifies, how long it surely does
                 */
                until: string;
            }[];
        };
        StatisticsReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description Width of the buckets whose means were looked at */
            bucket: string;
            items: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                /** @description Shown to people */
                name: string;
                /** @description Unit of measure of the values */
                uom: string;
                readings: number;
                /** @description Of all readings, as the next three */
                mean?: number;
                deviation?: number;
                min?: number;
                max?: number;
                /** @description Of the means of the buckets */
                distribution?: {
                    /** @description Buckets with readings */
                    count: number;
                    p5: number;
                    p25: number;
                    median: number;
                    p75: number;
                    p95: number;
                    /** @description 1.4826 times the median distance from the median */
                    robustDeviation: number;
                    skewness?: number;
                    /** @description 0: tails as of a normal distribution */
                    kurtosis?: number;
                    histogram: {
                        from: number;
                        width: number;
                        counts: number[];
                    };
                };
            }[];
            /** @description What is less exact than asked for */
            note?: string;
        };
        SuggestionReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description Width of the buckets whose means were looked at */
            bucket: string;
            items: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                /** @description Shown to people */
                name: string;
                /** @description Unit of measure of the values */
                uom: string;
                suggestion?: {
                    lowLow: number;
                    low: number;
                    high: number;
                    highHigh: number;
                    /** @description By which the value must come back before the alarm ends */
                    deadband: number;
                    /** @description A smaller change is noise, and need not be stored */
                    storageDeadband: number;
                    /** @description Of a reading, as a standard deviation */
                    noise: number;
                    /** @description That `low` and `high` would have made in the time */
                    alarms: number;
                    buckets: number;
                };
                /** @description Why nothing is said */
                reason?: string;
            }[];
            /** @description What is less exact than asked for */
            note?: string;
        };
        SuspensionInput: {
            /** @description Kept with the tenant, for administrators */
            reason: string;
        };
        SwitchTenantInput: {
            /** @description Null to act in no tenant */
            tenant: string | null;
        };
        TemplateApply: {
            devices: components["schemas"]["DeviceToMake"][];
            /**
             * @description Make the sensors that a unit lacks, as the points of the template say
             * @default false
             */
            createSensors?: boolean;
        };
        TemplateApplyFault: {
            /** @description Of the device in the request, from 0 */
            index: number;
            /** @description What of the device is wrong, e.g. settings.host */
            field: string;
            /** @description What is wrong with it, and what to do */
            reason: string;
        };
        TemplateApplyResult: {
            /** @description False where anything is wrong: then nothing changed */
            applied: boolean;
            /** @description Devices that were made */
            created: number;
            /** @description Points that they have */
            points: number;
            /** @description Sensors that were made */
            sensors: number;
            /** @description How much is wrong */
            faults: number;
            firstFaults: components["schemas"]["TemplateApplyFault"][];
        };
        TemplateOfDevice: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /** @description Unit whose points become those of the template; left out: the one that all points of the device are in */
            unit?: string;
        };
        /** @description A point of each device; with a name and so on, also what its sensor is where it has to be made */
        TemplatePoint: {
            /** @description Sensor of this key in the unit of the device */
            sensor: string;
            /** @description Address and type, by the schema of the protocol */
            settings: {
                [key: string]: unknown;
            };
            /** @description Absent: the point cannot be written. In an interlock, sensor("{unit}", …) is one of the device’s unit */
            write?: components["schemas"]["WriteRules"];
            /** @description Name shown to people */
            name?: string;
            /** @enum {string} */
            type?: "number" | "boolean" | "text";
            /** @enum {string} */
            quantity?: "temperature" | "pressure" | "flow" | "level" | "power" | "energy" | "speed" | "position" | "vibration" | "concentration" | "state" | "count" | "ratio" | "other";
            /** @description Unit of measure as shown, e.g. °C, bar, m³/h */
            uom?: string;
            /** @description Decimal places shown */
            decimals?: number;
            /** @description In the sensor’s unit of measure */
            rangeLow?: number;
            /** @description In the sensor’s unit of measure */
            rangeHigh?: number;
            /** @description Lower end of the normal band */
            normalLow?: number;
            /** @description Upper end of the normal band */
            normalHigh?: number;
            /** @description Seconds without a reading after which the value is stale */
            staleAfter?: number;
            /** @description Shown on the unit’s tile of the overview */
            headline?: boolean;
            description?: string;
        };
        TemplatePointShown: {
            /** @description Sensor of this key in the unit of the device */
            sensor: string;
            /** @description Address and type, by the schema of the protocol */
            settings: {
                [key: string]: unknown;
            };
            write?: {
                min?: number;
                max?: number;
                maxPerMinute: number;
                interlock?: string;
                /** @enum {string} */
                confirm: "none" | "second-user";
                verify: boolean;
                timeoutSeconds: number;
            };
            /** @description Name shown to people */
            name?: string;
            /** @enum {string} */
            type?: "number" | "boolean" | "text";
            /** @enum {string} */
            quantity?: "temperature" | "pressure" | "flow" | "level" | "power" | "energy" | "speed" | "position" | "vibration" | "concentration" | "state" | "count" | "ratio" | "other";
            /** @description Unit of measure as shown, e.g. °C, bar, m³/h */
            uom?: string;
            /** @description Decimal places shown */
            decimals?: number;
            /** @description In the sensor’s unit of measure */
            rangeLow?: number;
            /** @description In the sensor’s unit of measure */
            rangeHigh?: number;
            /** @description Lower end of the normal band */
            normalLow?: number;
            /** @description Upper end of the normal band */
            normalHigh?: number;
            /** @description Seconds without a reading after which the value is stale */
            staleAfter?: number;
            /** @description Shown on the unit’s tile of the overview */
            headline?: boolean;
            description?: string;
        };
        TemporaryPassword: {
            password: string;
        };
        TenantExportJob: {
            id: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            fileName: string;
            percent: number;
            /** @description Size of the file so far */
            bytes: number;
            /** @description Files in the archive so far */
            parts: number;
            /** @description Rows written so far */
            rows: number;
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            /** Format: date-time */
            expiresAt?: string;
            error?: string;
        };
        TenantExportList: {
            items: components["schemas"]["TenantExportJob"][];
        };
        TenantInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description IANA time zone of the plant
             * @default UTC
             */
            timezone?: string;
            /** @default {} */
            quotas?: components["schemas"]["TenantQuotas"];
            /** @description User name of its first administrator; the answer has a password for the first login */
            admin?: string;
        };
        TenantLimits: {
            /** @description Units; null: no limit */
            units?: number | null;
            /** @description Sensors; null: no limit */
            sensors?: number | null;
            /** @description Devices; null: no limit */
            devices?: number | null;
            /** @description Users; null: no limit */
            users?: number | null;
            /** @description Readings per second over time; as many as in two seconds may come at once. null: no limit */
            readingsPerSecond?: number | null;
            /** @description Calls of the HTTP API; null: no limit */
            apiCallsPerMinute?: number | null;
            /** @description MiB of readings, rollups and journal in the database; null: no limit */
            storageMiB?: number | null;
        };
        TenantMade: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description IANA time zone of the plant
             * @default UTC
             */
            timezone: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            createdAt: string;
            /**
             * @description `erasing` is suspended too, and waits for its erasure
             * @enum {string}
             */
            state: "active" | "suspended" | "erasing";
            /** Format: date-time */
            suspendedAt?: string;
            suspendedBy?: string;
            suspendedReason?: string;
            /**
             * Format: date-time
             * @description From then on the erasure may be confirmed
             */
            eraseFrom?: string;
            quotas: components["schemas"]["TenantLimits"];
            limits: components["schemas"]["TenantLimits"];
            usage: components["schemas"]["TenantUsage"];
            admin?: {
                username: string;
                /** @description Shown once */
                temporaryPassword: string;
            };
        };
        TenantPage: {
            items: components["schemas"]["TenantShown"][];
            nextCursor?: string;
        };
        TenantPatch: {
            /** @description Name shown to people */
            name?: string;
            /** @description IANA time zone of the plant */
            timezone?: string;
            quotas?: components["schemas"]["TenantQuotas"];
        };
        TenantQuotas: {
            /** @description Units; null: no limit */
            units?: number | null;
            /** @description Sensors; null: no limit */
            sensors?: number | null;
            /** @description Devices; null: no limit */
            devices?: number | null;
            /** @description Users; null: no limit */
            users?: number | null;
            /** @description Readings per second over time; as many as in two seconds may come at once. null: no limit */
            readingsPerSecond?: number | null;
            /** @description Calls of the HTTP API; null: no limit */
            apiCallsPerMinute?: number | null;
            /** @description MiB of readings, rollups and journal in the database; null: no limit */
            storageMiB?: number | null;
        };
        /** @description `quotas` are its own; `limits` are what applies: its own, else the defaults of the installation */
        TenantShown: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description IANA time zone of the plant
             * @default UTC
             */
            timezone: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            createdAt: string;
            /**
             * @description `erasing` is suspended too, and waits for its erasure
             * @enum {string}
             */
            state: "active" | "suspended" | "erasing";
            /** Format: date-time */
            suspendedAt?: string;
            suspendedBy?: string;
            suspendedReason?: string;
            /**
             * Format: date-time
             * @description From then on the erasure may be confirmed
             */
            eraseFrom?: string;
            quotas: components["schemas"]["TenantLimits"];
            limits: components["schemas"]["TenantLimits"];
            usage: components["schemas"]["TenantUsage"];
        };
        TenantUsage: {
            units: number;
            sensors: number;
            devices: number;
            users: number;
            /** @description Measured every ten minutes; absent until it was */
            storageMiB?: number;
        };
        Ticket: {
            /** @description Downloads the file, once, without a further login */
            url: string;
            /** Format: date-time */
            expiresAt: string;
        };
        TokenSet: {
            /** @description Send it as `Authorization: Bearer …` */
            access_token: string;
            /** @description Good for one `POST /auth/refresh` */
            refresh_token: string;
            /** @description Seconds until the access token expires */
            expires_in: number;
            /** @constant */
            token_type: "Bearer";
        };
        TrendReport: {
            /** @description Epoch milliseconds, UTC */
            from: number;
            /** @description Epoch milliseconds, UTC */
            to: number;
            /** @description Width of the buckets whose means were looked at */
            bucket: string;
            items: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                /** @description Shown to people */
                name: string;
                /** @description Unit of measure of the values */
                uom: string;
                /** @description Buckets with readings */
                count: number;
                trend?: {
                    /**
                     * @description `steady`: what there is of a slope may be chance
                     * @enum {string}
                     */
                    direction: "rising" | "falling" | "steady";
                    /** @description Per day: the median slope of all pairs of buckets (Theil-Sen) */
                    slope: number;
                    /** @description With 95 % confidence the slope is between them */
                    slopeLow: number;
                    slopeHigh: number;
                    /** @description What the line is at the first bucket */
                    start: number;
                    /** @description What the line is at the last bucket */
                    end: number;
                    /** @description Kendall’s tau, -1 to 1 */
                    tau: number;
                    /** @description Mann-Kendall, with ties and autocorrelation taken into account */
                    p: number;
                    /** @description Of what the line leaves, from a bucket to the next */
                    autocorrelation: number;
                    /** @description How many times fewer the buckets are worth because they resemble each other */
                    inflation: number;
                    /** @description 0: all pairs of buckets were looked at */
                    samplingError: number;
                    /** @description Two levels fit better than a line: a repair, another set-point, another unit of measure */
                    step?: {
                        /** @description Epoch milliseconds, UTC */
                        at: number;
                        before: number;
                        after: number;
                        /** @description Probability of as much by chance */
                        p: number;
                    };
                };
                /** @description Why nothing is said */
                reason?: string;
            }[];
            /** @description What is less exact than asked for */
            note?: string;
        };
        Unit: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description What the unit is; chooses its picture
             * @default other
             * @enum {string}
             */
            kind: "boiler" | "heat-exchanger" | "pump-set" | "tank" | "network" | "other";
            /** @description Part of the plant, e.g. "Boiler house" */
            area?: string;
            description?: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            createdAt: string;
            /** @description Number of sensors */
            sensors: number;
        };
        UnitInput: {
            /** @description Name used in topics and URLs */
            key: string;
            /** @description Name shown to people */
            name: string;
            /**
             * @description What the unit is; chooses its picture
             * @default other
             * @enum {string}
             */
            kind?: "boiler" | "heat-exchanger" | "pump-set" | "tank" | "network" | "other";
            /** @description Part of the plant, e.g. "Boiler house" */
            area?: string;
            description?: string;
        };
        UnitList: {
            items: components["schemas"]["Unit"][];
            nextCursor?: string;
        };
        UnitPatch: {
            /** @description Name shown to people */
            name?: string;
            /**
             * @description What the unit is; chooses its picture
             * @enum {string}
             */
            kind?: "boiler" | "heat-exchanger" | "pump-set" | "tank" | "network" | "other";
            /** @description Part of the plant, e.g. "Boiler house" */
            area?: string;
            description?: string;
        };
        /** @description A rule that is kept and cannot be read, e.g. since a newer version asks for more. It does not count; change what `fault` names, or delete it */
        UnreadableAlarmRule: {
            /** @description Name used in topics and URLs */
            key: string;
            name: string;
            /** @description It has no alarms in either case */
            enabled: boolean;
            /** @description Goes up by one with each change */
            version: number;
            /** Format: date-time */
            createdAt?: string;
            createdBy?: string;
            /** Format: date-time */
            updatedAt?: string;
            updatedBy?: string;
            /** @constant */
            source: "registry";
            fault: {
                /** @description e.g. condition.limits.0.value */
                field: string;
                reason: string;
            };
            /** @description The rule as it is kept */
            stored: unknown;
        };
        User: {
            id: string;
            username: string;
            displayName?: string;
            email?: string;
            /**
             * @description With a role of the tenant: the least built-in one that includes it
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
            /** @description Key of the role of the tenant */
            customRole?: string;
            /** @description Null for a user of the platform */
            tenant: string | null;
            units?: string[];
            disabled: boolean;
            /** @description Until then nothing else is allowed */
            mustChangePassword: boolean;
            createdAt: string;
        };
        UserInput: {
            /** @description One in the whole installation; upper and lower case are the same */
            username: string;
            displayName?: string;
            /** Format: email */
            email?: string;
            /** @enum {string} */
            role?: "viewer" | "operator" | "admin";
            /** @description Name used in topics and URLs */
            customRole?: string;
            /** @description Keys of the units that the user is limited to; left out: all of the tenant */
            units?: string[];
            /** @description For the first login, after which it has to be changed */
            password: string;
        };
        UserList: {
            items: components["schemas"]["ListedUser"][];
            nextCursor?: string;
        };
        UserPatch: {
            displayName?: string | null;
            email?: string | null;
            /** @enum {string} */
            role?: "viewer" | "operator" | "admin";
            customRole?: string | null;
            units?: string[] | null;
            disabled?: boolean;
        };
        /** @description The last value known at a time, with the time at which it was measured */
        ValueAt: {
            /** @description Name used in topics and URLs */
            unit: string;
            /** @description Name used in topics and URLs */
            sensor: string;
            /**
             * Format: date-time
             * @description ISO 8601 date and time with offset
             */
            timestamp: string;
            value: number | boolean | string;
            /** @enum {string} */
            quality: "good" | "uncertain" | "bad";
            /** @description Why the quality is what it is */
            flags?: ("comm-lost" | "over-range" | "under-range" | "substituted" | "stale" | "historical" | "sensor-failure" | "restart" | "chatter" | "overflow" | "arrival-time" | "conversion" | "unsynchronised")[];
            /** @description Milliseconds from the reading to the time asked for */
            age: number;
        };
        ValuesAt: {
            /** @description Epoch milliseconds, UTC */
            time: number;
            items: components["schemas"]["ValueAt"][];
            /** @description Sensors that had no such reading until then */
            missing: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            }[];
        };
        /** @description What a command must pass before it reaches the field */
        WriteRules: {
            /** @description Least value that may be written, in the sensor’s unit of measure */
            min?: number;
            /** @description Greatest value that may be written, in the sensor’s unit of measure */
            max?: number;
            /**
             * @description Writes that are let through in a minute
             * @default 30
             */
            maxPerMinute?: number;
            /** @description Expression that must be true for a write, with sensor(unit, sensor), value, arithmetic, comparisons, && and ||, e.g. sensor("boiler-1","pump-state") == 0 && value <= 80 */
            interlock?: string;
            /**
             * @description Whether another user must confirm before the write goes out
             * @default none
             * @enum {string}
             */
            confirm?: "none" | "second-user";
            /**
             * @description Read the value back and compare
             * @default true
             */
            verify?: boolean;
            /**
             * @description Seconds until the outcome is timed-out
             * @default 10
             */
            timeoutSeconds?: number;
        };
    };
    responses: {
        /** @description Conflict */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/conflict",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/forbidden",
                 *       "title": "Not allowed",
                 *       "status": 403,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/invalid",
                 *       "title": "The request is not valid",
                 *       "status": 400,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Second factor needed */
        MfaRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/mfa-required",
                 *       "title": "Second factor needed",
                 *       "status": 401,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/not-found",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Over quota */
        OverQuota: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                RateLimit: components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/over-quota",
                 *       "title": "Over quota",
                 *       "status": 429,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests */
        RateLimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                RateLimit: components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/rate-limited",
                 *       "title": "Too many requests",
                 *       "status": 429,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No answer in time */
        Timeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/timeout",
                 *       "title": "No answer in time",
                 *       "status": 504,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too large */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/too-large",
                 *       "title": "Too large",
                 *       "status": 413,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Login needed */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/unauthenticated",
                 *       "title": "Login needed",
                 *       "status": 401,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not available now */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/unavailable",
                 *       "title": "Not available now",
                 *       "status": 503,
                 *       "detail": "A sentence about what went wrong, which names the field.",
                 *       "advice": "A sentence about what to do.",
                 *       "instance": "/api/v1/units",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The client has it already; no content */
        NotModified: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description Precondition failed */
        PreconditionFailed: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/conflict",
                 *       "title": "Precondition failed",
                 *       "status": 412,
                 *       "detail": "It has changed since you read it.",
                 *       "instance": "/api/v1/units/boiler-1",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Key used for another request */
        KeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/v1/problems/invalid",
                 *       "title": "Key used for another request",
                 *       "status": 422,
                 *       "detail": "This Idempotency-Key was used for another request.",
                 *       "instance": "/api/v1/units/boiler-1",
                 *       "requestId": "mP3cVZkq8w0Zp8gq3b8c1A"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
         * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
         */
        IdempotencyKey: string;
        /**
         * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
         * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
         */
        IfMatch: string;
        /**
         * @description ETag of what the client has; when it has not changed the answer is 304 without content.
         * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
         */
        IfNoneMatch: string;
    };
    requestBodies: never;
    headers: {
        /** @description Seconds to wait */
        "Retry-After": number;
        /**
         * @description The quotas that the call counts for: `q` calls in `w` seconds; `tenant`, `user`, or `address`, `login` or `health` of who has not logged in (draft-ietf-httpapi-ratelimit-headers-10)
         * @example "tenant";q=6000;w=60, "user";q=3000;w=60
         */
        "RateLimit-Policy": string;
        /**
         * @description Of each quota the calls that are left, `r`, and the seconds until it is whole again, `t`
         * @example "tenant";r=5990;t=1, "user";r=2990;t=1
         */
        RateLimit: string;
        /**
         * @description Changes with anything in the answer (RFC 9110 §8.8.3)
         * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
         */
        ETag: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listUnits: {
        parameters: {
            query?: {
                /** @description Order of the list, by key, name, kind, area, createdAt; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, kind, area, description, createdAt, sensors
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "boiler-1",
                     *           "name": "Boiler 1",
                     *           "kind": "boiler",
                     *           "area": "Boiler house",
                     *           "createdAt": "2026-11-23T09:00:00.000Z",
                     *           "sensors": 8
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UnitList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createUnit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "boiler-1",
                 *       "name": "Boiler 1",
                 *       "kind": "boiler",
                 *       "area": "Boiler house"
                 *     }
                 */
                "application/json": components["schemas"]["UnitInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "boiler-1",
                     *       "name": "Boiler 1",
                     *       "kind": "boiler",
                     *       "area": "Boiler house",
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "sensors": 0
                     *     }
                     */
                    "application/json": components["schemas"]["Unit"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["OverQuota"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getUnit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "boiler-1",
                     *       "name": "Boiler 1",
                     *       "kind": "boiler",
                     *       "area": "Boiler house",
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "sensors": 8
                     *     }
                     */
                    "application/json": components["schemas"]["Unit"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteUnit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateUnit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Boiler 1 (north)"
                 *     }
                 */
                "application/json": components["schemas"]["UnitPatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "boiler-1",
                     *       "name": "Boiler 1 (north)",
                     *       "kind": "boiler",
                     *       "area": "Boiler house",
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "sensors": 8
                     *     }
                     */
                    "application/json": components["schemas"]["Unit"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listSensors: {
        parameters: {
            query?: {
                /** @description Only those of this unit */
                unit?: string;
                /** @description Order of the list, by unit, key, name, type, quantity, uom, headline, createdAt; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, type, quantity, uom, decimals, rangeLow, rangeHigh, normalLow, normalHigh, staleAfter, headline, description, unit, createdAt
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "supply-temperature",
                     *           "name": "Supply temperature",
                     *           "type": "number",
                     *           "quantity": "temperature",
                     *           "uom": "°C",
                     *           "decimals": 1,
                     *           "rangeLow": 0,
                     *           "rangeHigh": 150,
                     *           "normalLow": 65,
                     *           "normalHigh": 95,
                     *           "staleAfter": 60,
                     *           "headline": true,
                     *           "unit": "boiler-1",
                     *           "createdAt": "2026-11-23T09:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SensorList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getSensor: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "supply-temperature",
                     *       "name": "Supply temperature",
                     *       "type": "number",
                     *       "quantity": "temperature",
                     *       "uom": "°C",
                     *       "decimals": 1,
                     *       "rangeLow": 0,
                     *       "rangeHigh": 150,
                     *       "normalLow": 65,
                     *       "normalHigh": 95,
                     *       "staleAfter": 60,
                     *       "headline": true,
                     *       "unit": "boiler-1",
                     *       "createdAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Sensor"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteSensor: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateSensor: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "normalHigh": 90
                 *     }
                 */
                "application/json": components["schemas"]["SensorPatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "supply-temperature",
                     *       "name": "Supply temperature",
                     *       "type": "number",
                     *       "quantity": "temperature",
                     *       "uom": "°C",
                     *       "decimals": 1,
                     *       "rangeLow": 0,
                     *       "rangeHigh": 150,
                     *       "normalLow": 65,
                     *       "normalHigh": 90,
                     *       "staleAfter": 60,
                     *       "headline": true,
                     *       "unit": "boiler-1",
                     *       "createdAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Sensor"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createSensor: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "supply-temperature",
                 *       "name": "Supply temperature",
                 *       "type": "number",
                 *       "quantity": "temperature",
                 *       "uom": "°C",
                 *       "decimals": 1,
                 *       "rangeLow": 0,
                 *       "rangeHigh": 150,
                 *       "normalLow": 65,
                 *       "normalHigh": 95,
                 *       "staleAfter": 60,
                 *       "headline": true
                 *     }
                 */
                "application/json": components["schemas"]["SensorInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "supply-temperature",
                     *       "name": "Supply temperature",
                     *       "type": "number",
                     *       "quantity": "temperature",
                     *       "uom": "°C",
                     *       "decimals": 1,
                     *       "rangeLow": 0,
                     *       "rangeHigh": 150,
                     *       "normalLow": 65,
                     *       "normalHigh": 95,
                     *       "staleAfter": 60,
                     *       "headline": true,
                     *       "unit": "boiler-1",
                     *       "createdAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Sensor"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["OverQuota"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description Order of the list, by key, name, protocol, enabled, createdAt, updatedAt; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /** @description Only devices of this protocol */
                protocol?: string;
                /** @description Only devices that are (true) or are not (false) enabled */
                enabled?: boolean;
                /** @description Part of a key or a name */
                search?: string;
                /** @description Only devices that use this template */
                template?: string;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, protocol, enabled, settings, description, template, templateUnit, points, secrets, createdAt, updatedAt
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "plc-boiler-1",
                     *           "name": "PLC of boiler 1",
                     *           "protocol": "modbus",
                     *           "enabled": true,
                     *           "settings": {
                     *             "host": "10.0.4.21",
                     *             "unitId": 3,
                     *             "intervalMs": 1000
                     *           },
                     *           "points": 2,
                     *           "secrets": [],
                     *           "createdAt": "2026-11-23T09:00:00.000Z",
                     *           "updatedAt": "2026-11-23T09:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "plc-boiler-1",
                 *       "name": "PLC of boiler 1",
                 *       "protocol": "modbus",
                 *       "enabled": true,
                 *       "settings": {
                 *         "host": "10.0.4.21",
                 *         "unitId": 3,
                 *         "intervalMs": 1000
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["DeviceInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "plc-boiler-1",
                     *       "name": "PLC of boiler 1",
                     *       "protocol": "modbus",
                     *       "enabled": true,
                     *       "settings": {
                     *         "host": "10.0.4.21",
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": 0,
                     *       "secrets": [],
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "plc-boiler-1",
                     *       "name": "PLC of boiler 1",
                     *       "protocol": "modbus",
                     *       "enabled": true,
                     *       "settings": {
                     *         "host": "10.0.4.21",
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": 2,
                     *       "secrets": [],
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "PLC of boiler 1 (north)"
                 *     }
                 */
                "application/json": components["schemas"]["DevicePatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "plc-boiler-1",
                     *       "name": "PLC of boiler 1",
                     *       "protocol": "modbus",
                     *       "enabled": true,
                     *       "settings": {
                     *         "host": "10.0.4.21",
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": 2,
                     *       "secrets": [],
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    enableDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "plc-boiler-1",
                     *       "name": "PLC of boiler 1",
                     *       "protocol": "modbus",
                     *       "enabled": true,
                     *       "settings": {
                     *         "host": "10.0.4.21",
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": 2,
                     *       "secrets": [],
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    disableDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "plc-boiler-1",
                     *       "name": "PLC of boiler 1",
                     *       "protocol": "modbus",
                     *       "enabled": false,
                     *       "settings": {
                     *         "host": "10.0.4.21",
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": 2,
                     *       "secrets": [],
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    cloneDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "plc-boiler-2",
                 *       "name": "PLC of boiler 2",
                 *       "settings": {
                 *         "unitId": 4
                 *       },
                 *       "unit": "boiler-2"
                 *     }
                 */
                "application/json": components["schemas"]["DeviceClone"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "plc-boiler-2",
                     *       "name": "PLC of boiler 2",
                     *       "protocol": "modbus",
                     *       "enabled": true,
                     *       "settings": {
                     *         "host": "10.0.4.21",
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": 2,
                     *       "secrets": [],
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    testDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "answer": "Unit 3 at 10.0.4.21:502 answers: Siemens S7-1500 V2.9."
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceTest"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getDeviceStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "device": "plc-boiler-1",
                     *       "state": "connected",
                     *       "text": "connected to unit 3 at 10.0.4.21:502",
                     *       "since": "2026-11-23T09:00:00.000Z",
                     *       "lastSuccess": "2026-11-23T09:12:31.000Z",
                     *       "responseMs": {
                     *         "p50": 4.2,
                     *         "p95": 9.1
                     *       },
                     *       "requests": 1502,
                     *       "failures": 0
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceStatus"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listDeviceStatuses: {
        parameters: {
            query?: {
                /** @description Order of the list, by key, name, protocol, enabled, createdAt, updatedAt; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /** @description Only devices of this protocol */
                protocol?: string;
                /** @description Only devices that are (true) or are not (false) enabled */
                enabled?: boolean;
                /** @description Part of a key or a name */
                search?: string;
                /** @description Only devices that use this template */
                template?: string;
                /**
                 * @description Only these fields of the items, separated by commas: device, state, text, since, lastSuccess, responseMs, granted, requests, failures
                 * @example device,state
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "device": "plc-boiler-1",
                     *           "state": "connected",
                     *           "text": "connected to unit 3 at 10.0.4.21:502",
                     *           "since": "2026-11-23T09:00:00.000Z",
                     *           "lastSuccess": "2026-11-23T09:12:31.000Z",
                     *           "responseMs": {
                     *             "p50": 4.2,
                     *             "p95": 9.1
                     *           },
                     *           "requests": 1502,
                     *           "failures": 0
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceStatusList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getDevicePoints: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "points": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "settings": {
                     *             "address": 40001,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           }
                     *         },
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-setpoint",
                     *           "settings": {
                     *             "address": 40010,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           },
                     *           "write": {
                     *             "min": 40,
                     *             "max": 90,
                     *             "maxPerMinute": 6,
                     *             "confirm": "none",
                     *             "verify": true,
                     *             "timeoutSeconds": 10
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DevicePoints"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    setDevicePoints: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "points": [
                 *         {
                 *           "unit": "boiler-1",
                 *           "sensor": "supply-temperature",
                 *           "settings": {
                 *             "address": 40001,
                 *             "addressing": "modicon",
                 *             "type": "int16",
                 *             "scale": 0.1
                 *           }
                 *         },
                 *         {
                 *           "unit": "boiler-1",
                 *           "sensor": "supply-setpoint",
                 *           "settings": {
                 *             "address": 40010,
                 *             "addressing": "modicon",
                 *             "type": "int16",
                 *             "scale": 0.1
                 *           },
                 *           "write": {
                 *             "min": 40,
                 *             "max": 90,
                 *             "maxPerMinute": 6,
                 *             "confirm": "none",
                 *             "verify": true,
                 *             "timeoutSeconds": 10
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PointList"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "points": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "settings": {
                     *             "address": 40001,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           }
                     *         },
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-setpoint",
                     *           "settings": {
                     *             "address": 40010,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           },
                     *           "write": {
                     *             "min": 40,
                     *             "max": 90,
                     *             "maxPerMinute": 6,
                     *             "confirm": "none",
                     *             "verify": true,
                     *             "timeoutSeconds": 10
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DevicePoints"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    browseDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "nodeId": "nsu=urn:plc:boiler;s=Boiler",
                 *       "limit": 200
                 *     }
                 */
                "application/json": components["schemas"]["BrowseQuestion"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "nodeId": "nsu=urn:plc:boiler;s=Boiler.Supply",
                     *           "browseName": "Supply",
                     *           "displayName": "Supply temperature",
                     *           "nodeClass": "variable",
                     *           "hasChildren": false,
                     *           "dataType": "Double",
                     *           "valueRank": -1,
                     *           "readable": true,
                     *           "writable": false,
                     *           "historizing": false,
                     *           "value": "71.3"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BrowsePage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    makeDeviceSensors: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "unit": "boiler-1",
                 *       "nodes": [
                 *         {
                 *           "nodeId": "nsu=urn:plc:boiler;s=Boiler.Supply",
                 *           "sensor": "supply-temperature"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SensorsOfNodes"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "applied": true,
                     *       "points": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "nodeId": "nsu=urn:plc:boiler;s=Boiler.Supply",
                     *           "created": true
                     *         }
                     *       ],
                     *       "faults": 0,
                     *       "firstFaults": []
                     *     }
                     */
                    "application/json": components["schemas"]["SensorsOfNodesResult"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listDeviceTemplates: {
        parameters: {
            query?: {
                /** @description Order of the list, by key, name, protocol, createdAt, updatedAt; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /** @description Only templates of this protocol */
                protocol?: string;
                /** @description Part of a key or a name */
                search?: string;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, protocol, description, settings, points, devices, createdAt, updatedAt
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "s7-boiler",
                     *           "name": "Boiler with S7-1200",
                     *           "protocol": "modbus",
                     *           "settings": {
                     *             "unitId": 3,
                     *             "intervalMs": 1000
                     *           },
                     *           "points": 2,
                     *           "devices": 24,
                     *           "createdAt": "2026-11-23T09:00:00.000Z",
                     *           "updatedAt": "2026-11-23T09:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceTemplateList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createDeviceTemplate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "s7-boiler",
                 *       "name": "Boiler with S7-1200",
                 *       "protocol": "modbus",
                 *       "settings": {
                 *         "unitId": 3,
                 *         "intervalMs": 1000
                 *       },
                 *       "points": [
                 *         {
                 *           "sensor": "supply-temperature",
                 *           "settings": {
                 *             "address": 40001,
                 *             "addressing": "modicon",
                 *             "type": "int16",
                 *             "scale": 0.1
                 *           },
                 *           "name": "Supply temperature",
                 *           "quantity": "temperature",
                 *           "uom": "°C"
                 *         },
                 *         {
                 *           "sensor": "supply-setpoint",
                 *           "settings": {
                 *             "address": 40010,
                 *             "addressing": "modicon",
                 *             "type": "int16",
                 *             "scale": 0.1
                 *           },
                 *           "write": {
                 *             "min": 40,
                 *             "max": 90,
                 *             "interlock": "sensor(\"{unit}\",\"pump-state\") == 1",
                 *             "maxPerMinute": 6,
                 *             "confirm": "none",
                 *             "verify": true,
                 *             "timeoutSeconds": 10
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["DeviceTemplateInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "s7-boiler",
                     *       "name": "Boiler with S7-1200",
                     *       "protocol": "modbus",
                     *       "settings": {
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": [
                     *         {
                     *           "sensor": "supply-temperature",
                     *           "settings": {
                     *             "address": 40001,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           },
                     *           "name": "Supply temperature",
                     *           "quantity": "temperature",
                     *           "uom": "°C"
                     *         },
                     *         {
                     *           "sensor": "supply-setpoint",
                     *           "settings": {
                     *             "address": 40010,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           },
                     *           "write": {
                     *             "min": 40,
                     *             "max": 90,
                     *             "interlock": "sensor(\"{unit}\",\"pump-state\") == 1",
                     *             "maxPerMinute": 6,
                     *             "confirm": "none",
                     *             "verify": true,
                     *             "timeoutSeconds": 10
                     *           }
                     *         }
                     *       ],
                     *       "devices": 0,
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceTemplate"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getDeviceTemplate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                template: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "s7-boiler",
                     *       "name": "Boiler with S7-1200",
                     *       "protocol": "modbus",
                     *       "settings": {
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": [
                     *         {
                     *           "sensor": "supply-temperature",
                     *           "settings": {
                     *             "address": 40001,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           },
                     *           "name": "Supply temperature",
                     *           "quantity": "temperature",
                     *           "uom": "°C"
                     *         },
                     *         {
                     *           "sensor": "supply-setpoint",
                     *           "settings": {
                     *             "address": 40010,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           },
                     *           "write": {
                     *             "min": 40,
                     *             "max": 90,
                     *             "interlock": "sensor(\"{unit}\",\"pump-state\") == 1",
                     *             "maxPerMinute": 6,
                     *             "confirm": "none",
                     *             "verify": true,
                     *             "timeoutSeconds": 10
                     *           }
                     *         }
                     *       ],
                     *       "devices": 24,
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceTemplate"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteDeviceTemplate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                template: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateDeviceTemplate: {
        parameters: {
            query?: {
                /** @description Make the sensors that the new points need and a unit lacks */
                createSensors?: boolean;
            };
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                template: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "settings": {
                 *         "unitId": 3,
                 *         "intervalMs": 500
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["DeviceTemplatePatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "s7-boiler",
                     *       "name": "Boiler with S7-1200",
                     *       "protocol": "modbus",
                     *       "settings": {
                     *         "unitId": 3,
                     *         "intervalMs": 1000
                     *       },
                     *       "points": [
                     *         {
                     *           "sensor": "supply-temperature",
                     *           "settings": {
                     *             "address": 40001,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           },
                     *           "name": "Supply temperature",
                     *           "quantity": "temperature",
                     *           "uom": "°C"
                     *         },
                     *         {
                     *           "sensor": "supply-setpoint",
                     *           "settings": {
                     *             "address": 40010,
                     *             "addressing": "modicon",
                     *             "type": "int16",
                     *             "scale": 0.1
                     *           },
                     *           "write": {
                     *             "min": 40,
                     *             "max": 90,
                     *             "interlock": "sensor(\"{unit}\",\"pump-state\") == 1",
                     *             "maxPerMinute": 6,
                     *             "confirm": "none",
                     *             "verify": true,
                     *             "timeoutSeconds": 10
                     *           }
                     *         }
                     *       ],
                     *       "devices": 24,
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceTemplate"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    applyDeviceTemplate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                template: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "devices": [
                 *         {
                 *           "key": "plc-boiler-1",
                 *           "name": "PLC of boiler 1",
                 *           "unit": "boiler-1",
                 *           "settings": {
                 *             "host": "10.0.4.21"
                 *           }
                 *         },
                 *         {
                 *           "key": "plc-boiler-2",
                 *           "name": "PLC of boiler 2",
                 *           "unit": "boiler-2",
                 *           "settings": {
                 *             "host": "10.0.4.22"
                 *           }
                 *         }
                 *       ],
                 *       "createSensors": true
                 *     }
                 */
                "application/json": components["schemas"]["TemplateApply"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "applied": true,
                     *       "created": 2,
                     *       "points": 4,
                     *       "sensors": 1,
                     *       "faults": 0,
                     *       "firstFaults": []
                     *     }
                     */
                    "application/json": components["schemas"]["TemplateApplyResult"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    makeTemplateOfDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "s7-boiler",
                 *       "name": "Boiler with S7-1200"
                 *     }
                 */
                "application/json": components["schemas"]["TemplateOfDevice"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "plc-boiler-1",
                     *       "name": "PLC of boiler 1",
                     *       "protocol": "modbus",
                     *       "enabled": true,
                     *       "settings": {
                     *         "host": "10.0.4.21",
                     *         "unitId": 3
                     *       },
                     *       "template": "s7-boiler",
                     *       "templateUnit": "boiler-1",
                     *       "points": 2,
                     *       "secrets": [],
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    exportDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    importDevices: {
        parameters: {
            query?: {
                /** @description Check all, change nothing */
                dryRun?: boolean;
                /** @description Between the columns */
                delimiter?: "comma" | "semicolon" | "tab";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "applied": false,
                     *       "lines": 400,
                     *       "created": 12,
                     *       "updated": 3,
                     *       "points": 399,
                     *       "faults": 1,
                     *       "firstFaults": [
                     *         {
                     *           "line": 17,
                     *           "column": "point.address",
                     *           "value": "4000l",
                     *           "reason": "Invalid input: expected number, received NaN"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceImportResult"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    latestReadings: {
        parameters: {
            query?: {
                /** @description Only those of this unit */
                unit?: string;
                /** @description Only this sensor; needs `unit` */
                sensor?: string;
                /**
                 * @description Only these fields of the items, separated by commas: unit, sensor, timestamp, value, quality, flags
                 * @example unit,sensor
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "timestamp": "2026-11-23T09:00:00.000Z",
                     *           "value": 71.3,
                     *           "quality": "good"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LatestReadings"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listReadings: {
        parameters: {
            query: {
                /** @description Unit of the sensor */
                unit?: string;
                /** @description The sensor */
                sensor?: string;
                /** @description Instead of one sensor several, as unit/sensor; each reading then names its own */
                sensors?: string;
                /** @description First point in time, inclusive */
                from: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Which readings: `any` if left out, `usable` (not bad), `good` */
                quality?: "usable" | "good" | "any";
                /** @description Items per page */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /**
                 * @description Only these fields of the items, separated by commas: timestamp, value, quality, flags, unit, sensor
                 * @example timestamp,value
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "timestamp": "2026-11-23T09:00:00.000Z",
                     *           "value": 71.3,
                     *           "quality": "good"
                     *         }
                     *       ],
                     *       "nextCursor": "MTc2Mzg4ODQwMDAwMDow"
                     *     }
                     */
                    "application/json": components["schemas"]["ReadingList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getReadingsAt: {
        parameters: {
            query?: {
                /** @description Up to 1000 sensors as unit/sensor; all of the tenant if left out */
                sensors?: string;
                /** @description All sensors of this unit */
                unit?: string;
                /** @description The time in question; now if left out */
                time?: string | number;
                /** @description Which readings count: `usable` (not bad), `good`, `any` */
                quality?: "usable" | "good" | "any";
                /**
                 * @description Only these fields of the items, separated by commas: unit, sensor, timestamp, value, quality, flags, age
                 * @example unit,sensor
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "time": 1795424400000,
                     *       "items": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "timestamp": "2026-11-23T08:59:50.000Z",
                     *           "value": 71.3,
                     *           "quality": "good",
                     *           "age": 10000
                     *         }
                     *       ],
                     *       "missing": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "spare"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ValuesAt"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getHistory: {
        parameters: {
            query: {
                /** @description 1 to 200 sensors with numbers or booleans, as unit/sensor */
                sensors: string;
                /** @description First point in time, inclusive */
                from: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Width of the buckets. `s`, `m`, `h` count from the epoch in UTC; `d`, `w`, `mo`, `y` follow the time zone */
                bucket?: string;
                /** @description At most that many buckets, of the smallest nice width (a plot’s width in pixels); 500 if nothing is said */
                points?: number;
                /** @description Instead of buckets at most that many readings per sensor that draw the same picture (Largest-Triangle-Three-Buckets). The first, the last, the lowest and the highest are always among them */
                lttb?: number;
                /** @description What is said of each bucket, separated by commas; mean,min,max if left out. `twa` is the time-weighted average */
                aggregates?: string;
                /** @description What mean, min, max, first and last are in a bucket without readings: nothing, the last value (`locf`), or a line between its neighbours */
                fill?: "none" | "locf" | "interpolate";
                /** @description Which readings count: `usable` (not bad), `good`, `any` */
                quality?: "usable" | "good" | "any";
                /** @description Time zone of days, weeks, months; the tenant’s own if left out */
                timezone?: string;
                /** @description One list per sensor and aggregate, or one row per bucket */
                layout?: "columns" | "table";
                /** @description Adds `plan`: how the answer was read, and why */
                explain?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1795424400000,
                     *       "to": 1795426200000,
                     *       "timezone": "Europe/Berlin",
                     *       "bucket": "15m",
                     *       "end": 1795426200000,
                     *       "timestamps": [
                     *         1795424400000,
                     *         1795425300000
                     *       ],
                     *       "series": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "values": {
                     *             "mean": [
                     *               71.3,
                     *               71.6
                     *             ],
                     *             "min": [
                     *               70.9,
                     *               71.2
                     *             ],
                     *             "max": [
                     *               71.8,
                     *               72.1
                     *             ]
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HistorySeries"] | components["schemas"]["HistoryTable"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getHistoryStatistics: {
        parameters: {
            query: {
                /** @description Up to 1000 sensors as unit/sensor; all of the tenant if left out */
                sensors?: string;
                /** @description All sensors of this unit */
                unit?: string;
                /** @description First point in time, inclusive */
                from: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Separated by commas; all if left out */
                aggregates?: string;
                /** @description Which readings count: `usable` (not bad), `good`, `any` */
                quality?: "usable" | "good" | "any";
                /** @description Adds `plan`: how the answer was read, and why */
                explain?: boolean;
                /**
                 * @description Only these fields of the items, separated by commas: unit, sensor, values
                 * @example unit,sensor
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1795424400000,
                     *       "to": 1795428000000,
                     *       "items": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "values": {
                     *             "mean": 71.4,
                     *             "twa": 71.38,
                     *             "min": 70.9,
                     *             "max": 72.1,
                     *             "count": 360,
                     *             "good": 1
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HistoryStatistics"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    exportReadings: {
        parameters: {
            query: {
                /** @description All sensors of these units, separated by commas */
                units?: string;
                /** @description These sensors, `unit/sensor`, separated by commas */
                sensors?: string;
                /** @description First point in time, inclusive */
                from: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description One line a reading, or one JSON document */
                format?: "csv" | "ndjson" | "json";
                /** @description A gzip file, rather than gzip on the way */
                gzip?: boolean;
                /** @description Go on behind this row, the last complete one of a download that was cut: `unit/sensor/timestamp`, and behind a further `/` how many rows with these three stand before it (0 if left out). Give `to` as well, so that both parts mean the same rows. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/json": string;
                    "application/gzip": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listExports: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: id, state, percent, bytes, requestedBy, createdAt, startedAt, finishedAt, expiresAt, error, fileName, format, gzip, sensors, from, to, rows, estimatedRows
                 * @example id,state
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *           "state": "running",
                     *           "fileName": "readings-2026-11-23T0900Z-to-2026-11-24T0900Z.csv",
                     *           "format": "csv",
                     *           "gzip": false,
                     *           "sensors": 8,
                     *           "from": "2026-11-23T09:00:00.000Z",
                     *           "to": "2026-11-24T09:00:00.000Z",
                     *           "rows": 310000,
                     *           "estimatedRows": 690000,
                     *           "percent": 44.9,
                     *           "bytes": 13800000,
                     *           "requestedBy": "operator@aqua",
                     *           "createdAt": "2026-11-24T09:00:00.000Z",
                     *           "startedAt": "2026-11-24T09:00:00.100Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExportList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    startExport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "units": [
                 *         "boiler-1"
                 *       ],
                 *       "from": "2026-11-23T09:00:00Z",
                 *       "to": "2026-11-24T09:00:00Z",
                 *       "format": "csv"
                 *     }
                 */
                "application/json": components["schemas"]["ExportInput"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/exports/{id}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "state": "queued",
                     *       "fileName": "readings-2026-11-23T0900Z-to-2026-11-24T0900Z.csv",
                     *       "format": "csv",
                     *       "gzip": false,
                     *       "sensors": 8,
                     *       "from": "2026-11-23T09:00:00.000Z",
                     *       "to": "2026-11-24T09:00:00.000Z",
                     *       "rows": 0,
                     *       "percent": 0,
                     *       "bytes": 0,
                     *       "requestedBy": "operator@aqua",
                     *       "createdAt": "2026-11-24T09:00:00.000Z",
                     *       "startedAt": "2026-11-24T09:00:00.100Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description `id` of the export */
                export: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "state": "running",
                     *       "fileName": "readings-2026-11-23T0900Z-to-2026-11-24T0900Z.csv",
                     *       "format": "csv",
                     *       "gzip": false,
                     *       "sensors": 8,
                     *       "from": "2026-11-23T09:00:00.000Z",
                     *       "to": "2026-11-24T09:00:00.000Z",
                     *       "rows": 310000,
                     *       "estimatedRows": 690000,
                     *       "percent": 44.9,
                     *       "bytes": 13800000,
                     *       "requestedBy": "operator@aqua",
                     *       "createdAt": "2026-11-24T09:00:00.000Z",
                     *       "startedAt": "2026-11-24T09:00:00.100Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    removeExport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description `id` of the export */
                export: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getExportFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `id` of the export */
                export: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/json": string;
                    "application/gzip": string;
                };
            };
            /** @description The bytes that the Range header asks for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/json": string;
                    "application/gzip": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createExportTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `id` of the export */
                export: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA",
                     *       "expiresAt": "2026-11-24T09:01:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listImports: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: id, state, percent, bytes, requestedBy, createdAt, startedAt, finishedAt, expiresAt, error, fileName, dryRun, read, accepted, stored, repeated, rejected, firstErrors, waiting
                 * @example id,state
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "x5kq8w0Zp8gq3b8c1AmP3c",
                     *           "state": "running",
                     *           "fileName": "boiler-2024.csv",
                     *           "dryRun": false,
                     *           "read": 400000,
                     *           "accepted": 399990,
                     *           "stored": 399000,
                     *           "repeated": 990,
                     *           "rejected": 10,
                     *           "firstErrors": [
                     *             {
                     *               "line": 17,
                     *               "field": "value",
                     *               "reason": "\"n/a\" is not a number"
                     *             }
                     *           ],
                     *           "percent": 40.1,
                     *           "bytes": 38000000,
                     *           "requestedBy": "admin@aqua",
                     *           "createdAt": "2026-11-24T09:00:00.000Z",
                     *           "startedAt": "2026-11-24T09:00:00.100Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImportList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    startImport: {
        parameters: {
            query?: {
                /** @description Check all, store nothing */
                dryRun?: boolean;
                /** @description Shown in the list */
                fileName?: string;
                /** @description Between the columns */
                delimiter?: "comma" | "semicolon" | "tab" | "pipe";
                /** @description Between whole number and fraction */
                decimal?: "point" | "comma";
                /** @description The first line names the columns */
                header?: boolean;
                /** @description Column of the time: its header, or its number from 1 */
                timestamp?: string;
                /** @description Column of the value: its header, or its number from 1 */
                value?: string;
                /** @description Column of the quality; `good` if there is none: its header, or its number from 1 */
                quality?: string;
                /** @description Column of the flags, separated by spaces; none if there is none: its header, or its number from 1 */
                flags?: string;
                /** @description Column of the unit: its header, or its number from 1 */
                unit?: string;
                /** @description Column of the sensor: its header, or its number from 1 */
                sensor?: string;
                /** @description Unit of all lines, in place of a column */
                fixedUnit?: string;
                /** @description Sensor of all lines, in place of a column */
                fixedSensor?: string;
                /** @description How times are written */
                stamps?: "iso" | "epoch-ms" | "epoch-s";
                /** @description IANA time zone of times without an offset */
                timeZone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/imports/{id}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "x5kq8w0Zp8gq3b8c1AmP3c",
                     *       "state": "running",
                     *       "fileName": "boiler-2024.csv",
                     *       "dryRun": false,
                     *       "read": 400000,
                     *       "accepted": 399990,
                     *       "stored": 399000,
                     *       "repeated": 990,
                     *       "rejected": 10,
                     *       "firstErrors": [
                     *         {
                     *           "line": 17,
                     *           "field": "value",
                     *           "reason": "\"n/a\" is not a number"
                     *         }
                     *       ],
                     *       "percent": 40.1,
                     *       "bytes": 38000000,
                     *       "requestedBy": "admin@aqua",
                     *       "createdAt": "2026-11-24T09:00:00.000Z",
                     *       "startedAt": "2026-11-24T09:00:00.100Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description `id` of the import */
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "x5kq8w0Zp8gq3b8c1AmP3c",
                     *       "state": "running",
                     *       "fileName": "boiler-2024.csv",
                     *       "dryRun": false,
                     *       "read": 400000,
                     *       "accepted": 399990,
                     *       "stored": 399000,
                     *       "repeated": 990,
                     *       "rejected": 10,
                     *       "firstErrors": [
                     *         {
                     *           "line": 17,
                     *           "field": "value",
                     *           "reason": "\"n/a\" is not a number"
                     *         }
                     *       ],
                     *       "percent": 40.1,
                     *       "bytes": 38000000,
                     *       "requestedBy": "admin@aqua",
                     *       "createdAt": "2026-11-24T09:00:00.000Z",
                     *       "startedAt": "2026-11-24T09:00:00.100Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    removeImport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description `id` of the import */
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getImportErrors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `id` of the import */
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createImportTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dryRun": true,
                 *       "delimiter": "semicolon"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Check all, store nothing
                     * @default false
                     */
                    dryRun?: boolean;
                    /** @description Shown in the list */
                    fileName?: string;
                    /**
                     * @description Between the columns
                     * @default comma
                     * @enum {string}
                     */
                    delimiter?: "comma" | "semicolon" | "tab" | "pipe";
                    /**
                     * @description Between whole number and fraction
                     * @default point
                     * @enum {string}
                     */
                    decimal?: "point" | "comma";
                    /**
                     * @description The first line names the columns
                     * @default true
                     */
                    header?: boolean;
                    /**
                     * @description Column of the time: its header, or its number from 1
                     * @default timestamp
                     */
                    timestamp?: string;
                    /**
                     * @description Column of the value: its header, or its number from 1
                     * @default value
                     */
                    value?: string;
                    /**
                     * @description Column of the quality; `good` if there is none: its header, or its number from 1
                     * @default quality
                     */
                    quality?: string;
                    /**
                     * @description Column of the flags, separated by spaces; none if there is none: its header, or its number from 1
                     * @default flags
                     */
                    flags?: string;
                    /**
                     * @description Column of the unit: its header, or its number from 1
                     * @default unit
                     */
                    unit?: string;
                    /**
                     * @description Column of the sensor: its header, or its number from 1
                     * @default sensor
                     */
                    sensor?: string;
                    /** @description Unit of all lines, in place of a column */
                    fixedUnit?: string;
                    /** @description Sensor of all lines, in place of a column */
                    fixedSensor?: string;
                    /**
                     * @description How times are written
                     * @default iso
                     * @enum {string}
                     */
                    stamps?: "iso" | "epoch-ms" | "epoch-s";
                    /**
                     * @description IANA time zone of times without an offset
                     * @default UTC
                     */
                    timeZone?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "/api/v1/uploads/qVJ0m3x2Rk2a7Qz1n8sYtA",
                     *       "expiresAt": "2026-11-24T09:01:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "raw": {
                     *         "days": 365,
                     *         "default": 90,
                     *         "own": 365
                     *       },
                     *       "text": {
                     *         "days": 90,
                     *         "default": 90
                     *       },
                     *       "1m": {
                     *         "days": 400,
                     *         "default": 400
                     *       },
                     *       "1h": {
                     *         "days": 1830,
                     *         "default": 1830
                     *       },
                     *       "1d": {
                     *         "days": 7305,
                     *         "default": 7305
                     *       },
                     *       "journal": {
                     *         "days": 1830,
                     *         "default": 1830
                     *       },
                     *       "notifications": {
                     *         "days": 400,
                     *         "default": 400
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RetentionOfTenant"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    setRetention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Readings with numbers, with texts, rollups of a minute, an hour, a day, the journal of alarms, or the log of notifications */
                class: "raw" | "text" | "1m" | "1h" | "1d" | "journal" | "notifications";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "days": 365
                 *     }
                 */
                "application/json": components["schemas"]["RetentionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "days": 365,
                     *       "default": 90,
                     *       "own": 365
                     *     }
                     */
                    "application/json": components["schemas"]["RetentionOfClass"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    resetRetention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Readings with numbers, with texts, rollups of a minute, an hour, a day, the journal of alarms, or the log of notifications */
                class: "raw" | "text" | "1m" | "1h" | "1d" | "journal" | "notifications";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "days": 90,
                     *       "default": 90
                     *     }
                     */
                    "application/json": components["schemas"]["RetentionOfClass"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listCommands: {
        parameters: {
            query?: {
                state?: "pending-confirmation" | "running" | "done";
                /** @description Only those for this unit */
                unit?: string;
                /** @description Only those for sensors of this key */
                sensor?: string;
                /** @description Order of the list, by requestedAt, unit, sensor, device, state, requestedBy; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: id, unit, sensor, device, value, mode, comment, state, outcome, detail, readBack, requestedBy, requestedAt, confirmBefore, confirmedBy, startedAt, endedAt
                 * @example id,unit
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-setpoint",
                     *           "device": "plc-1",
                     *           "value": 72,
                     *           "mode": "direct",
                     *           "comment": "Cold night ahead",
                     *           "requestedBy": "operator@aqua",
                     *           "requestedAt": "2026-11-23T09:00:00.000Z",
                     *           "state": "done",
                     *           "detail": "The device has the value.",
                     *           "startedAt": "2026-11-23T09:00:00.000Z",
                     *           "outcome": "verified",
                     *           "readBack": 72,
                     *           "endedAt": "2026-11-23T09:00:00.180Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CommandList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createCommand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "unit": "boiler-1",
                 *       "sensor": "supply-setpoint",
                 *       "value": 72,
                 *       "comment": "Cold night ahead",
                 *       "idempotencyKey": "5d3c0e1a"
                 *     }
                 */
                "application/json": components["schemas"]["CommandInput"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/commands/{id}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "unit": "boiler-1",
                     *       "sensor": "supply-setpoint",
                     *       "device": "plc-1",
                     *       "value": 72,
                     *       "mode": "direct",
                     *       "comment": "Cold night ahead",
                     *       "requestedBy": "operator@aqua",
                     *       "requestedAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "running",
                     *       "detail": "On its way to the field.",
                     *       "startedAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Command"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getCommand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description `id` of the command */
                command: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "unit": "boiler-1",
                     *       "sensor": "supply-setpoint",
                     *       "device": "plc-1",
                     *       "value": 72,
                     *       "mode": "direct",
                     *       "comment": "Cold night ahead",
                     *       "requestedBy": "operator@aqua",
                     *       "requestedAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "done",
                     *       "detail": "The device has the value.",
                     *       "startedAt": "2026-11-23T09:00:00.000Z",
                     *       "outcome": "verified",
                     *       "readBack": 72,
                     *       "endedAt": "2026-11-23T09:00:00.180Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Command"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    confirmCommand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `id` of the command */
                command: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/commands/{id}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "unit": "boiler-1",
                     *       "sensor": "supply-setpoint",
                     *       "device": "plc-1",
                     *       "value": 72,
                     *       "mode": "direct",
                     *       "comment": "Cold night ahead",
                     *       "requestedBy": "operator@aqua",
                     *       "requestedAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "running",
                     *       "detail": "On its way to the field.",
                     *       "startedAt": "2026-11-23T09:00:00.000Z",
                     *       "confirmedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["Command"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    cancelCommand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `id` of the command */
                command: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "unit": "boiler-1",
                     *       "sensor": "supply-setpoint",
                     *       "device": "plc-1",
                     *       "value": 72,
                     *       "mode": "direct",
                     *       "comment": "Cold night ahead",
                     *       "requestedBy": "operator@aqua",
                     *       "requestedAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "done",
                     *       "outcome": "rejected",
                     *       "detail": "Cancelled by operator@aqua; nothing was sent.",
                     *       "endedAt": "2026-11-23T09:01:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Command"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAlarms: {
        parameters: {
            query?: {
                /** @description announced: all that operators are told of; active: those whose condition holds; suppressed: by design */
                view?: "announced" | "active" | "unacknowledged" | "shelved" | "suppressed" | "out-of-service" | "all";
                /** @description Only those of this unit */
                unit?: string;
                /** @description Only those of this rule */
                rule?: string;
                /** @description Only those of this class */
                class?: string;
                /** @description Only those of these priorities, separated by commas */
                priorities?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: id, shortId, rule, unit, sensor, device, state, since, active, level, priority, class, message, value, limit, quality, activeSince, returnedAt, acknowledgedBy, acknowledgedAt, shelvedUntil, comment, firstOut, correlation, cause, consequence, response, link
                 * @example id,shortId
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "pump-tripped:pump-1/state",
                     *           "shortId": "fougeext2ewyblny",
                     *           "rule": "pump-tripped",
                     *           "unit": "pump-1",
                     *           "sensor": "state",
                     *           "state": "unacknowledged",
                     *           "since": "2026-11-27T09:00:00.000Z",
                     *           "active": true,
                     *           "level": "active",
                     *           "priority": "critical",
                     *           "class": "process",
                     *           "message": "Pump tripped: State is TRIPPED",
                     *           "value": "TRIPPED",
                     *           "quality": "good",
                     *           "activeSince": "2026-11-27T09:00:00.000Z",
                     *           "firstOut": true,
                     *           "correlation": "pump-tripped:pump-1/state@1795770000000",
                     *           "consequence": "The building cools down within two hours.",
                     *           "response": "Start the stand-by pump, then look at the motor protection."
                     *         }
                     *       ],
                     *       "counts": {
                     *         "critical": {
                     *           "active": 1,
                     *           "unacknowledged": 1,
                     *           "shelved": 0,
                     *           "suppressed": 0,
                     *           "outOfService": 0
                     *         },
                     *         "high": {
                     *           "active": 0,
                     *           "unacknowledged": 0,
                     *           "shelved": 0,
                     *           "suppressed": 0,
                     *           "outOfService": 0
                     *         },
                     *         "medium": {
                     *           "active": 0,
                     *           "unacknowledged": 0,
                     *           "shelved": 0,
                     *           "suppressed": 0,
                     *           "outOfService": 0
                     *         },
                     *         "low": {
                     *           "active": 0,
                     *           "unacknowledged": 0,
                     *           "shelved": 0,
                     *           "suppressed": 0,
                     *           "outOfService": 0
                     *         },
                     *         "journal": {
                     *           "active": 0,
                     *           "unacknowledged": 0,
                     *           "shelved": 0,
                     *           "suppressed": 0,
                     *           "outOfService": 0
                     *         }
                     *       },
                     *       "flood": false
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getAlarm: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description `shortId` of an alarm, or its `id`, whose `/` is written %2F in a path */
                alarm: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pump-tripped:pump-1/state",
                     *       "shortId": "fougeext2ewyblny",
                     *       "rule": "pump-tripped",
                     *       "unit": "pump-1",
                     *       "sensor": "state",
                     *       "state": "unacknowledged",
                     *       "since": "2026-11-27T09:00:00.000Z",
                     *       "active": true,
                     *       "level": "active",
                     *       "priority": "critical",
                     *       "class": "process",
                     *       "message": "Pump tripped: State is TRIPPED",
                     *       "value": "TRIPPED",
                     *       "quality": "good",
                     *       "activeSince": "2026-11-27T09:00:00.000Z",
                     *       "firstOut": true,
                     *       "correlation": "pump-tripped:pump-1/state@1795770000000",
                     *       "consequence": "The building cools down within two hours.",
                     *       "response": "Start the stand-by pump, then look at the motor protection."
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    acknowledgeAlarms: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "alarms": [
                 *         "pump-tripped:pump-1/state",
                 *         "overpressure:boiler-1/pressure"
                 *       ],
                 *       "comment": "On my way"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmsAcknowledgeInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "acknowledged": 1,
                     *       "refused": [
                     *         {
                     *           "alarm": "overpressure:boiler-1/pressure",
                     *           "reason": "The alarm is not active, so it cannot be acknowledged."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmsAcknowledged"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    acknowledgeAlarm: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `shortId` of an alarm, or its `id`, whose `/` is written %2F in a path */
                alarm: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "On my way"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmActionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pump-tripped:pump-1/state",
                     *       "shortId": "fougeext2ewyblny",
                     *       "rule": "pump-tripped",
                     *       "unit": "pump-1",
                     *       "sensor": "state",
                     *       "state": "acknowledged",
                     *       "since": "2026-11-27T09:00:12.000Z",
                     *       "active": true,
                     *       "level": "active",
                     *       "priority": "critical",
                     *       "class": "process",
                     *       "message": "Pump tripped: State is TRIPPED",
                     *       "value": "TRIPPED",
                     *       "quality": "good",
                     *       "activeSince": "2026-11-27T09:00:00.000Z",
                     *       "firstOut": true,
                     *       "correlation": "pump-tripped:pump-1/state@1795770000000",
                     *       "consequence": "The building cools down within two hours.",
                     *       "response": "Start the stand-by pump, then look at the motor protection.",
                     *       "acknowledgedBy": "operator@aqua",
                     *       "acknowledgedAt": "2026-11-27T09:00:12.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    resetAlarm: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `shortId` of an alarm, or its `id`, whose `/` is written %2F in a path */
                alarm: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["AlarmActionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pump-tripped:pump-1/state",
                     *       "shortId": "fougeext2ewyblny",
                     *       "rule": "pump-tripped",
                     *       "unit": "pump-1",
                     *       "sensor": "state",
                     *       "state": "normal",
                     *       "since": "2026-11-27T09:00:12.000Z",
                     *       "active": false,
                     *       "level": "active",
                     *       "priority": "critical",
                     *       "class": "process",
                     *       "message": "Pump tripped: State is TRIPPED",
                     *       "value": "TRIPPED",
                     *       "quality": "good",
                     *       "activeSince": "2026-11-27T09:00:00.000Z",
                     *       "firstOut": true,
                     *       "correlation": "pump-tripped:pump-1/state@1795770000000",
                     *       "consequence": "The building cools down within two hours.",
                     *       "response": "Start the stand-by pump, then look at the motor protection.",
                     *       "acknowledgedBy": "operator@aqua",
                     *       "acknowledgedAt": "2026-11-27T09:00:12.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    shelveAlarm: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `shortId` of an alarm, or its `id`, whose `/` is written %2F in a path */
                alarm: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "seconds": 3600,
                 *       "comment": "Transmitter is being changed"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmShelveInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pump-tripped:pump-1/state",
                     *       "shortId": "fougeext2ewyblny",
                     *       "rule": "pump-tripped",
                     *       "unit": "pump-1",
                     *       "sensor": "state",
                     *       "state": "shelved",
                     *       "since": "2026-11-27T09:00:00.000Z",
                     *       "active": true,
                     *       "level": "active",
                     *       "priority": "critical",
                     *       "class": "process",
                     *       "message": "Pump tripped: State is TRIPPED",
                     *       "value": "TRIPPED",
                     *       "quality": "good",
                     *       "activeSince": "2026-11-27T09:00:00.000Z",
                     *       "firstOut": true,
                     *       "correlation": "pump-tripped:pump-1/state@1795770000000",
                     *       "consequence": "The building cools down within two hours.",
                     *       "response": "Start the stand-by pump, then look at the motor protection.",
                     *       "shelvedUntil": "2026-11-27T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    unshelveAlarm: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `shortId` of an alarm, or its `id`, whose `/` is written %2F in a path */
                alarm: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["AlarmActionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pump-tripped:pump-1/state",
                     *       "shortId": "fougeext2ewyblny",
                     *       "rule": "pump-tripped",
                     *       "unit": "pump-1",
                     *       "sensor": "state",
                     *       "state": "unacknowledged",
                     *       "since": "2026-11-27T09:00:00.000Z",
                     *       "active": true,
                     *       "level": "active",
                     *       "priority": "critical",
                     *       "class": "process",
                     *       "message": "Pump tripped: State is TRIPPED",
                     *       "value": "TRIPPED",
                     *       "quality": "good",
                     *       "activeSince": "2026-11-27T09:00:00.000Z",
                     *       "firstOut": true,
                     *       "correlation": "pump-tripped:pump-1/state@1795770000000",
                     *       "consequence": "The building cools down within two hours.",
                     *       "response": "Start the stand-by pump, then look at the motor protection."
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    takeAlarmOutOfService: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `shortId` of an alarm, or its `id`, whose `/` is written %2F in a path */
                alarm: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "Pump is dismantled"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmActionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pump-tripped:pump-1/state",
                     *       "shortId": "fougeext2ewyblny",
                     *       "rule": "pump-tripped",
                     *       "unit": "pump-1",
                     *       "sensor": "state",
                     *       "state": "out-of-service",
                     *       "since": "2026-11-27T09:00:00.000Z",
                     *       "active": true,
                     *       "level": "active",
                     *       "priority": "critical",
                     *       "class": "process",
                     *       "message": "Pump tripped: State is TRIPPED",
                     *       "value": "TRIPPED",
                     *       "quality": "good",
                     *       "activeSince": "2026-11-27T09:00:00.000Z",
                     *       "firstOut": true,
                     *       "correlation": "pump-tripped:pump-1/state@1795770000000",
                     *       "consequence": "The building cools down within two hours.",
                     *       "response": "Start the stand-by pump, then look at the motor protection."
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    returnAlarmToService: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `shortId` of an alarm, or its `id`, whose `/` is written %2F in a path */
                alarm: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["AlarmActionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pump-tripped:pump-1/state",
                     *       "shortId": "fougeext2ewyblny",
                     *       "rule": "pump-tripped",
                     *       "unit": "pump-1",
                     *       "sensor": "state",
                     *       "state": "unacknowledged",
                     *       "since": "2026-11-27T09:00:00.000Z",
                     *       "active": true,
                     *       "level": "active",
                     *       "priority": "critical",
                     *       "class": "process",
                     *       "message": "Pump tripped: State is TRIPPED",
                     *       "value": "TRIPPED",
                     *       "quality": "good",
                     *       "activeSince": "2026-11-27T09:00:00.000Z",
                     *       "firstOut": true,
                     *       "correlation": "pump-tripped:pump-1/state@1795770000000",
                     *       "consequence": "The building cools down within two hours.",
                     *       "response": "Start the stand-by pump, then look at the motor protection."
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAlarmRules: {
        parameters: {
            query?: {
                /** @description Part of a key or a name */
                search?: string;
                priority?: "critical" | "high" | "medium" | "low" | "journal";
                /** @description Order of the list, by key, name, enabled, priority, class, createdAt, updatedAt; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, enabled, appliesTo, condition, onDelaySeconds, offDelaySeconds, latch, priority, class, message, cause, consequence, response, responseSeconds, link, enable, schedule, reAlarmSeconds, maxShelveSeconds, commentRequired, parent, firstOutGroup, version, createdAt, createdBy, updatedAt, updatedBy, source, fault, stored
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "supply-temperature-high",
                     *           "name": "Supply temperature high",
                     *           "enabled": true,
                     *           "appliesTo": {
                     *             "to": "sensor",
                     *             "unit": "boiler-1",
                     *             "sensor": "supply-temperature"
                     *           },
                     *           "condition": {
                     *             "kind": "limit",
                     *             "limits": [
                     *               {
                     *                 "level": "high-high",
                     *                 "value": 95,
                     *                 "priority": "critical"
                     *               },
                     *               {
                     *                 "level": "high",
                     *                 "value": 90
                     *               }
                     *             ],
                     *             "deadband": {
                     *               "value": 1,
                     *               "as": "absolute"
                     *             }
                     *           },
                     *           "onDelaySeconds": 5,
                     *           "offDelaySeconds": 0,
                     *           "latch": false,
                     *           "priority": "high",
                     *           "class": "process",
                     *           "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                     *           "cause": "Flow is too low, or the burner does not modulate.",
                     *           "consequence": "The safety thermostat trips the burner.",
                     *           "response": "Lower the set point and look at the pump.",
                     *           "responseSeconds": 300,
                     *           "maxShelveSeconds": 28800,
                     *           "commentRequired": [
                     *             "shelve",
                     *             "out-of-service"
                     *           ],
                     *           "version": 1,
                     *           "source": "registry",
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "updatedAt": "2026-11-27T09:00:00.000Z",
                     *           "updatedBy": "admin@aqua"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRuleList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createAlarmRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rule": {
                 *         "key": "supply-temperature-high",
                 *         "name": "Supply temperature high",
                 *         "appliesTo": {
                 *           "to": "sensor",
                 *           "unit": "boiler-1",
                 *           "sensor": "supply-temperature"
                 *         },
                 *         "condition": {
                 *           "kind": "limit",
                 *           "limits": [
                 *             {
                 *               "level": "high-high",
                 *               "value": 95,
                 *               "priority": "critical"
                 *             },
                 *             {
                 *               "level": "high",
                 *               "value": 90
                 *             }
                 *           ],
                 *           "deadband": {
                 *             "value": 1,
                 *             "as": "absolute"
                 *           }
                 *         },
                 *         "onDelaySeconds": 5,
                 *         "priority": "high",
                 *         "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                 *         "cause": "Flow is too low, or the burner does not modulate.",
                 *         "consequence": "The safety thermostat trips the burner.",
                 *         "response": "Lower the set point and look at the pump.",
                 *         "responseSeconds": 300
                 *       },
                 *       "reason": "Hazard study of November"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmRuleAdd"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/alarm-rules/{key}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "supply-temperature-high",
                     *       "name": "Supply temperature high",
                     *       "enabled": true,
                     *       "appliesTo": {
                     *         "to": "sensor",
                     *         "unit": "boiler-1",
                     *         "sensor": "supply-temperature"
                     *       },
                     *       "condition": {
                     *         "kind": "limit",
                     *         "limits": [
                     *           {
                     *             "level": "high-high",
                     *             "value": 95,
                     *             "priority": "critical"
                     *           },
                     *           {
                     *             "level": "high",
                     *             "value": 90
                     *           }
                     *         ],
                     *         "deadband": {
                     *           "value": 1,
                     *           "as": "absolute"
                     *         }
                     *       },
                     *       "onDelaySeconds": 5,
                     *       "offDelaySeconds": 0,
                     *       "latch": false,
                     *       "priority": "high",
                     *       "class": "process",
                     *       "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                     *       "cause": "Flow is too low, or the burner does not modulate.",
                     *       "consequence": "The safety thermostat trips the burner.",
                     *       "response": "Lower the set point and look at the pump.",
                     *       "responseSeconds": 300,
                     *       "maxShelveSeconds": 28800,
                     *       "commentRequired": [
                     *         "shelve",
                     *         "out-of-service"
                     *       ],
                     *       "version": 1,
                     *       "source": "registry",
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRule"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getAlarmRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "supply-temperature-high",
                     *       "name": "Supply temperature high",
                     *       "enabled": true,
                     *       "appliesTo": {
                     *         "to": "sensor",
                     *         "unit": "boiler-1",
                     *         "sensor": "supply-temperature"
                     *       },
                     *       "condition": {
                     *         "kind": "limit",
                     *         "limits": [
                     *           {
                     *             "level": "high-high",
                     *             "value": 95,
                     *             "priority": "critical"
                     *           },
                     *           {
                     *             "level": "high",
                     *             "value": 90
                     *           }
                     *         ],
                     *         "deadband": {
                     *           "value": 1,
                     *           "as": "absolute"
                     *         }
                     *       },
                     *       "onDelaySeconds": 5,
                     *       "offDelaySeconds": 0,
                     *       "latch": false,
                     *       "priority": "high",
                     *       "class": "process",
                     *       "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                     *       "cause": "Flow is too low, or the burner does not modulate.",
                     *       "consequence": "The safety thermostat trips the burner.",
                     *       "response": "Lower the set point and look at the pump.",
                     *       "responseSeconds": 300,
                     *       "maxShelveSeconds": 28800,
                     *       "commentRequired": [
                     *         "shelve",
                     *         "out-of-service"
                     *       ],
                     *       "version": 1,
                     *       "source": "registry",
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRule"] | components["schemas"]["UnreadableAlarmRule"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteAlarmRule: {
        parameters: {
            query: {
                /** @description Why it is changed */
                reason: string;
            };
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateAlarmRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                rule: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "change": {
                 *         "onDelaySeconds": 10
                 *       },
                 *       "version": 1,
                 *       "reason": "Chatters when the burner starts"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmRuleChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "supply-temperature-high",
                     *       "name": "Supply temperature high",
                     *       "enabled": true,
                     *       "appliesTo": {
                     *         "to": "sensor",
                     *         "unit": "boiler-1",
                     *         "sensor": "supply-temperature"
                     *       },
                     *       "condition": {
                     *         "kind": "limit",
                     *         "limits": [
                     *           {
                     *             "level": "high-high",
                     *             "value": 95,
                     *             "priority": "critical"
                     *           },
                     *           {
                     *             "level": "high",
                     *             "value": 90
                     *           }
                     *         ],
                     *         "deadband": {
                     *           "value": 1,
                     *           "as": "absolute"
                     *         }
                     *       },
                     *       "onDelaySeconds": 10,
                     *       "offDelaySeconds": 0,
                     *       "latch": false,
                     *       "priority": "high",
                     *       "class": "process",
                     *       "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                     *       "cause": "Flow is too low, or the burner does not modulate.",
                     *       "consequence": "The safety thermostat trips the burner.",
                     *       "response": "Lower the set point and look at the pump.",
                     *       "responseSeconds": 300,
                     *       "maxShelveSeconds": 28800,
                     *       "commentRequired": [
                     *         "shelve",
                     *         "out-of-service"
                     *       ],
                     *       "version": 2,
                     *       "source": "registry",
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRule"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    enableAlarmRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                rule: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Commissioning is over"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmRuleSwitch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "supply-temperature-high",
                     *       "name": "Supply temperature high",
                     *       "enabled": true,
                     *       "appliesTo": {
                     *         "to": "sensor",
                     *         "unit": "boiler-1",
                     *         "sensor": "supply-temperature"
                     *       },
                     *       "condition": {
                     *         "kind": "limit",
                     *         "limits": [
                     *           {
                     *             "level": "high-high",
                     *             "value": 95,
                     *             "priority": "critical"
                     *           },
                     *           {
                     *             "level": "high",
                     *             "value": 90
                     *           }
                     *         ],
                     *         "deadband": {
                     *           "value": 1,
                     *           "as": "absolute"
                     *         }
                     *       },
                     *       "onDelaySeconds": 5,
                     *       "offDelaySeconds": 0,
                     *       "latch": false,
                     *       "priority": "high",
                     *       "class": "process",
                     *       "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                     *       "cause": "Flow is too low, or the burner does not modulate.",
                     *       "consequence": "The safety thermostat trips the burner.",
                     *       "response": "Lower the set point and look at the pump.",
                     *       "responseSeconds": 300,
                     *       "maxShelveSeconds": 28800,
                     *       "commentRequired": [
                     *         "shelve",
                     *         "out-of-service"
                     *       ],
                     *       "version": 2,
                     *       "source": "registry",
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRule"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    disableAlarmRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                rule: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Replaced by another rule"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmRuleSwitch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "supply-temperature-high",
                     *       "name": "Supply temperature high",
                     *       "enabled": false,
                     *       "appliesTo": {
                     *         "to": "sensor",
                     *         "unit": "boiler-1",
                     *         "sensor": "supply-temperature"
                     *       },
                     *       "condition": {
                     *         "kind": "limit",
                     *         "limits": [
                     *           {
                     *             "level": "high-high",
                     *             "value": 95,
                     *             "priority": "critical"
                     *           },
                     *           {
                     *             "level": "high",
                     *             "value": 90
                     *           }
                     *         ],
                     *         "deadband": {
                     *           "value": 1,
                     *           "as": "absolute"
                     *         }
                     *       },
                     *       "onDelaySeconds": 5,
                     *       "offDelaySeconds": 0,
                     *       "latch": false,
                     *       "priority": "high",
                     *       "class": "process",
                     *       "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                     *       "cause": "Flow is too low, or the burner does not modulate.",
                     *       "consequence": "The safety thermostat trips the burner.",
                     *       "response": "Lower the set point and look at the pump.",
                     *       "responseSeconds": 300,
                     *       "maxShelveSeconds": 28800,
                     *       "commentRequired": [
                     *         "shelve",
                     *         "out-of-service"
                     *       ],
                     *       "version": 2,
                     *       "source": "registry",
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRule"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    validateAlarmRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "supply-temperature-high",
                 *       "name": "Supply temperature high",
                 *       "appliesTo": {
                 *         "to": "sensor",
                 *         "unit": "boiler-1",
                 *         "sensor": "supply-temperature"
                 *       },
                 *       "condition": {
                 *         "kind": "limit",
                 *         "limits": [
                 *           {
                 *             "level": "high-high",
                 *             "value": 95,
                 *             "priority": "critical"
                 *           },
                 *           {
                 *             "level": "high",
                 *             "value": 90
                 *           }
                 *         ],
                 *         "deadband": {
                 *           "value": 1,
                 *           "as": "absolute"
                 *         }
                 *       },
                 *       "onDelaySeconds": 5,
                 *       "priority": "high",
                 *       "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                 *       "cause": "Flow is too low, or the burner does not modulate.",
                 *       "consequence": "The safety thermostat trips the burner.",
                 *       "response": "Lower the set point and look at the pump.",
                 *       "responseSeconds": 300
                 *     }
                 */
                "application/json": components["schemas"]["AlarmRuleInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sound": false,
                     *       "faults": [
                     *         {
                     *           "field": "condition.limits.1.value",
                     *           "reason": "high must be below high-high (95)."
                     *         }
                     *       ],
                     *       "alarms": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRuleVerdict"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    cloneAlarmRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                rule: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "return-temperature-high",
                 *       "name": "Return temperature high",
                 *       "reason": "Same for the return"
                 *     }
                 */
                "application/json": components["schemas"]["AlarmRuleClone"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/alarm-rules/{key}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "return-temperature-high",
                     *       "name": "Return temperature high",
                     *       "enabled": false,
                     *       "appliesTo": {
                     *         "to": "sensor",
                     *         "unit": "boiler-1",
                     *         "sensor": "supply-temperature"
                     *       },
                     *       "condition": {
                     *         "kind": "limit",
                     *         "limits": [
                     *           {
                     *             "level": "high-high",
                     *             "value": 95,
                     *             "priority": "critical"
                     *           },
                     *           {
                     *             "level": "high",
                     *             "value": 90
                     *           }
                     *         ],
                     *         "deadband": {
                     *           "value": 1,
                     *           "as": "absolute"
                     *         }
                     *       },
                     *       "onDelaySeconds": 5,
                     *       "offDelaySeconds": 0,
                     *       "latch": false,
                     *       "priority": "high",
                     *       "class": "process",
                     *       "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                     *       "cause": "Flow is too low, or the burner does not modulate.",
                     *       "consequence": "The safety thermostat trips the burner.",
                     *       "response": "Lower the set point and look at the pump.",
                     *       "responseSeconds": 300,
                     *       "maxShelveSeconds": 28800,
                     *       "commentRequired": [
                     *         "shelve",
                     *         "out-of-service"
                     *       ],
                     *       "version": 1,
                     *       "source": "registry",
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRule"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAlarmRuleChanges: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: version, at, user, reason, rule
                 * @example version,at
                 */
                fields?: string;
            };
            header?: never;
            path: {
                /** @description Name used in topics and URLs */
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "version": 1,
                     *           "at": "2026-11-27T09:00:00.000Z",
                     *           "user": "admin@aqua",
                     *           "reason": "Hazard study of November",
                     *           "rule": {
                     *             "key": "supply-temperature-high",
                     *             "name": "Supply temperature high",
                     *             "enabled": true,
                     *             "appliesTo": {
                     *               "to": "sensor",
                     *               "unit": "boiler-1",
                     *               "sensor": "supply-temperature"
                     *             },
                     *             "condition": {
                     *               "kind": "limit",
                     *               "limits": [
                     *                 {
                     *                   "level": "high-high",
                     *                   "value": 95,
                     *                   "priority": "critical"
                     *                 },
                     *                 {
                     *                   "level": "high",
                     *                   "value": 90
                     *                 }
                     *               ],
                     *               "deadband": {
                     *                 "value": 1,
                     *                 "as": "absolute"
                     *               }
                     *             },
                     *             "onDelaySeconds": 5,
                     *             "offDelaySeconds": 0,
                     *             "latch": false,
                     *             "priority": "high",
                     *             "class": "process",
                     *             "message": "{sensor} is {value} {uom}, limit {limit} {uom}",
                     *             "cause": "Flow is too low, or the burner does not modulate.",
                     *             "consequence": "The safety thermostat trips the burner.",
                     *             "response": "Lower the set point and look at the pump.",
                     *             "responseSeconds": 300,
                     *             "maxShelveSeconds": 28800,
                     *             "commentRequired": [
                     *               "shelve",
                     *               "out-of-service"
                     *             ]
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmRuleChangeList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAlarmJournal: {
        parameters: {
            query?: {
                /** @description First point in time by the field’s time, inclusive */
                from?: string | number;
                /** @description Last point in time, exclusive */
                to?: string | number;
                /** @description Name used in topics and URLs */
                rule?: string;
                /** @description `id` of an alarm */
                alarm?: string;
                /** @description Name used in topics and URLs */
                unit?: string;
                /** @description Name used in topics and URLs */
                sensor?: string;
                /** @description Name used in topics and URLs */
                device?: string;
                /** @description Separated by commas */
                priorities?: string;
                /** @description Separated by commas */
                events?: string;
                /** @description Who acted */
                user?: string;
                /** @description One occurrence, from active to normal */
                correlation?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: id, rule, alarm, unit, sensor, device, at, evaluatedAt, event, from, to, level, priority, class, value, limit, quality, message, correlation, user, comment, shelvedUntil, firstOut, corrected, withdraws
                 * @example id,rule
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "pump-tripped:pump-1/state#12",
                     *           "rule": "pump-tripped",
                     *           "alarm": "pump-tripped:pump-1/state",
                     *           "unit": "pump-1",
                     *           "sensor": "state",
                     *           "at": "2026-11-27T09:00:00.000Z",
                     *           "evaluatedAt": "2026-11-27T09:00:00.004Z",
                     *           "event": "active",
                     *           "from": "normal",
                     *           "to": "unacknowledged",
                     *           "level": "active",
                     *           "priority": "critical",
                     *           "class": "process",
                     *           "value": "TRIPPED",
                     *           "quality": "good",
                     *           "message": "Pump tripped: State is TRIPPED",
                     *           "correlation": "pump-tripped:pump-1/state@1795770000000"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmJournalList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    exportAlarmJournal: {
        parameters: {
            query?: {
                /** @description First point in time by the field’s time, inclusive */
                from?: string | number;
                /** @description Last point in time, exclusive */
                to?: string | number;
                /** @description Name used in topics and URLs */
                rule?: string;
                /** @description `id` of an alarm */
                alarm?: string;
                /** @description Name used in topics and URLs */
                unit?: string;
                /** @description Name used in topics and URLs */
                sensor?: string;
                /** @description Name used in topics and URLs */
                device?: string;
                /** @description Separated by commas */
                priorities?: string;
                /** @description Separated by commas */
                events?: string;
                /** @description Who acted */
                user?: string;
                /** @description One occurrence, from active to normal */
                correlation?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createAlarmJournalTicket: {
        parameters: {
            query?: {
                /** @description First point in time by the field’s time, inclusive */
                from?: string | number;
                /** @description Last point in time, exclusive */
                to?: string | number;
                /** @description Name used in topics and URLs */
                rule?: string;
                /** @description `id` of an alarm */
                alarm?: string;
                /** @description Name used in topics and URLs */
                unit?: string;
                /** @description Name used in topics and URLs */
                sensor?: string;
                /** @description Name used in topics and URLs */
                device?: string;
                /** @description Separated by commas */
                priorities?: string;
                /** @description Separated by commas */
                events?: string;
                /** @description Who acted */
                user?: string;
                /** @description One occurrence, from active to normal */
                correlation?: string;
            };
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA",
                     *       "expiresAt": "2026-11-27T09:01:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getAlarmMetrics: {
        parameters: {
            query?: {
                /** @description Begin; 30 days before the end if left out */
                from?: string | number;
                /** @description End, exclusive; now if left out */
                to?: string | number;
                /** @description Only alarms of this unit */
                unit?: string;
                /** @description Who share the alarms; left out: as the installation says (THERMACORE_ALARM_OPERATORS, 1) */
                operators?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "2026-10-28T09:00:00.000Z",
                     *       "to": "2026-11-27T09:00:00.000Z",
                     *       "operators": 1,
                     *       "alarms": 312,
                     *       "figures": [
                     *         {
                     *           "id": "per-day",
                     *           "value": 10.4,
                     *           "unit": "alarms per operator and day",
                     *           "target": 150,
                     *           "limit": 300,
                     *           "rating": "good"
                     *         }
                     *       ],
                     *       "badActors": [
                     *         {
                     *           "alarm": "supply-temperature-high:boiler-1/supply-temperature",
                     *           "rule": "supply-temperature-high",
                     *           "alarms": 96,
                     *           "share": 0.31
                     *         }
                     *       ],
                     *       "chattering": {
                     *         "count": 0,
                     *         "alarms": []
                     *       },
                     *       "fleeting": 4,
                     *       "standing": {
                     *         "count": 1,
                     *         "alarms": [
                     *           "pump-tripped:pump-1/state"
                     *         ]
                     *       },
                     *       "stale": {
                     *         "count": 0,
                     *         "alarms": []
                     *       },
                     *       "floods": [],
                     *       "byPriority": {
                     *         "critical": 3,
                     *         "high": 30,
                     *         "medium": 279,
                     *         "low": 0,
                     *         "journal": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmMetrics"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAlarmWhatIfs: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: id, state, progress, readings, createdAt, createdBy, startedAt, finishedAt, expiresAt, question, error, result
                 * @example id,state
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *           "state": "running",
                     *           "progress": 0.4,
                     *           "readings": 17280,
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "createdBy": "admin@aqua",
                     *           "startedAt": "2026-11-27T09:00:00.010Z",
                     *           "question": {
                     *             "rule": {
                     *               "key": "supply-temperature-high",
                     *               "name": "Supply temperature high",
                     *               "enabled": true,
                     *               "appliesTo": {
                     *                 "to": "sensor",
                     *                 "unit": "boiler-1",
                     *                 "sensor": "supply-temperature"
                     *               },
                     *               "condition": {
                     *                 "kind": "limit",
                     *                 "limits": [
                     *                   {
                     *                     "level": "high",
                     *                     "value": 92
                     *                   }
                     *                 ],
                     *                 "deadband": {
                     *                   "value": 1,
                     *                   "as": "absolute"
                     *                 }
                     *               },
                     *               "onDelaySeconds": 30,
                     *               "offDelaySeconds": 0,
                     *               "latch": false,
                     *               "priority": "medium",
                     *               "class": "process",
                     *               "message": "{name}: {sensor} is {value} {uom}",
                     *               "cause": "",
                     *               "consequence": "",
                     *               "response": "",
                     *               "maxShelveSeconds": 28800,
                     *               "commentRequired": [
                     *                 "shelve",
                     *                 "out-of-service"
                     *               ]
                     *             },
                     *             "from": "2026-10-28T09:00:00.000Z",
                     *             "to": "2026-11-27T09:00:00.000Z"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmWhatIfList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    startAlarmWhatIf: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rule": {
                 *         "key": "supply-temperature-high",
                 *         "name": "Supply temperature high",
                 *         "appliesTo": {
                 *           "to": "sensor",
                 *           "unit": "boiler-1",
                 *           "sensor": "supply-temperature"
                 *         },
                 *         "condition": {
                 *           "kind": "limit",
                 *           "limits": [
                 *             {
                 *               "level": "high",
                 *               "value": 92
                 *             }
                 *           ],
                 *           "deadband": {
                 *             "value": 1
                 *           }
                 *         },
                 *         "onDelaySeconds": 30
                 *       },
                 *       "days": 30
                 *     }
                 */
                "application/json": components["schemas"]["AlarmWhatIfInput"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/alarm-what-ifs/{id}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "state": "queued",
                     *       "progress": 0,
                     *       "readings": 0,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "startedAt": "2026-11-27T09:00:00.010Z",
                     *       "question": {
                     *         "rule": {
                     *           "key": "supply-temperature-high",
                     *           "name": "Supply temperature high",
                     *           "enabled": true,
                     *           "appliesTo": {
                     *             "to": "sensor",
                     *             "unit": "boiler-1",
                     *             "sensor": "supply-temperature"
                     *           },
                     *           "condition": {
                     *             "kind": "limit",
                     *             "limits": [
                     *               {
                     *                 "level": "high",
                     *                 "value": 92
                     *               }
                     *             ],
                     *             "deadband": {
                     *               "value": 1,
                     *               "as": "absolute"
                     *             }
                     *           },
                     *           "onDelaySeconds": 30,
                     *           "offDelaySeconds": 0,
                     *           "latch": false,
                     *           "priority": "medium",
                     *           "class": "process",
                     *           "message": "{name}: {sensor} is {value} {uom}",
                     *           "cause": "",
                     *           "consequence": "",
                     *           "response": "",
                     *           "maxShelveSeconds": 28800,
                     *           "commentRequired": [
                     *             "shelve",
                     *             "out-of-service"
                     *           ]
                     *         },
                     *         "from": "2026-10-28T09:00:00.000Z",
                     *         "to": "2026-11-27T09:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmWhatIf"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getAlarmWhatIf: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description `id` of the what-if */
                whatIf: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "state": "done",
                     *       "progress": 1,
                     *       "readings": 43200,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "startedAt": "2026-11-27T09:00:00.010Z",
                     *       "question": {
                     *         "rule": {
                     *           "key": "supply-temperature-high",
                     *           "name": "Supply temperature high",
                     *           "enabled": true,
                     *           "appliesTo": {
                     *             "to": "sensor",
                     *             "unit": "boiler-1",
                     *             "sensor": "supply-temperature"
                     *           },
                     *           "condition": {
                     *             "kind": "limit",
                     *             "limits": [
                     *               {
                     *                 "level": "high",
                     *                 "value": 92
                     *               }
                     *             ],
                     *             "deadband": {
                     *               "value": 1,
                     *               "as": "absolute"
                     *             }
                     *           },
                     *           "onDelaySeconds": 30,
                     *           "offDelaySeconds": 0,
                     *           "latch": false,
                     *           "priority": "medium",
                     *           "class": "process",
                     *           "message": "{name}: {sensor} is {value} {uom}",
                     *           "cause": "",
                     *           "consequence": "",
                     *           "response": "",
                     *           "maxShelveSeconds": 28800,
                     *           "commentRequired": [
                     *             "shelve",
                     *             "out-of-service"
                     *           ]
                     *         },
                     *         "from": "2026-10-28T09:00:00.000Z",
                     *         "to": "2026-11-27T09:00:00.000Z"
                     *       },
                     *       "finishedAt": "2026-11-27T09:00:00.600Z",
                     *       "expiresAt": "2026-11-28T09:00:00.600Z",
                     *       "result": {
                     *         "from": "2026-10-28T09:00:00.000Z",
                     *         "to": "2026-11-27T09:00:00.000Z",
                     *         "sensors": 1,
                     *         "alarms": 1,
                     *         "readings": 43200,
                     *         "firstReading": "2026-10-28T09:00:00.000Z",
                     *         "lastReading": "2026-11-27T08:59:00.000Z",
                     *         "resolution": "raw",
                     *         "draft": {
                     *           "announcements": 14,
                     *           "standing": 0,
                     *           "activeSeconds": 9120,
                     *           "longestSeconds": 1380,
                     *           "shareInAlarm": 0.0035,
                     *           "byPriority": {
                     *             "critical": 0,
                     *             "high": 0,
                     *             "medium": 14,
                     *             "low": 0,
                     *             "journal": 0
                     *           },
                     *           "byLevel": {
                     *             "high": 14
                     *           },
                     *           "peakPer10Minutes": 2,
                     *           "floods": 0,
                     *           "chatteringSources": 0,
                     *           "fleeting": 0,
                     *           "complete": true
                     *         },
                     *         "current": {
                     *           "announcements": 61,
                     *           "standing": 0,
                     *           "activeSeconds": 31260,
                     *           "longestSeconds": 1380,
                     *           "shareInAlarm": 0.0035,
                     *           "byPriority": {
                     *             "critical": 0,
                     *             "high": 0,
                     *             "medium": 14,
                     *             "low": 0,
                     *             "journal": 0
                     *           },
                     *           "byLevel": {
                     *             "high": 61
                     *           },
                     *           "peakPer10Minutes": 2,
                     *           "floods": 0,
                     *           "chatteringSources": 0,
                     *           "fleeting": 0,
                     *           "complete": true
                     *         },
                     *         "comparison": {
                     *           "kept": 15,
                     *           "keptAs": 14,
                     *           "removed": 46,
                     *           "added": 0
                     *         },
                     *         "journalled": {
                     *           "announcements": 60
                     *         },
                     *         "timeline": {
                     *           "bucketSeconds": 21600,
                     *           "buckets": [
                     *             {
                     *               "at": "2026-10-28T06:00:00.000Z",
                     *               "draft": {
                     *                 "announcements": 1,
                     *                 "activeSeconds": 600
                     *               },
                     *               "current": {
                     *                 "announcements": 3,
                     *                 "activeSeconds": 1500
                     *               }
                     *             }
                     *           ]
                     *         },
                     *         "topSources": [
                     *           {
                     *             "unit": "boiler-1",
                     *             "sensor": "supply-temperature",
                     *             "draft": 14,
                     *             "current": 61
                     *           }
                     *         ],
                     *         "episodes": {
                     *           "items": [
                     *             {
                     *               "unit": "boiler-1",
                     *               "sensor": "supply-temperature",
                     *               "uom": "°C",
                     *               "decimals": 1,
                     *               "in": "both",
                     *               "from": "2026-11-26T17:12:00.000Z",
                     *               "to": "2026-11-26T17:31:00.000Z",
                     *               "current": {
                     *                 "alarms": 1,
                     *                 "from": "2026-11-26T17:09:00.000Z",
                     *                 "to": "2026-11-26T17:35:00.000Z"
                     *               },
                     *               "level": "high",
                     *               "priority": "medium",
                     *               "limit": 92,
                     *               "value": 92.4,
                     *               "peak": 94.1,
                     *               "message": "Supply temperature high: Supply temperature is 92.4 °C"
                     *             }
                     *           ],
                     *           "left": 0
                     *         },
                     *         "notes": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmWhatIf"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    removeAlarmWhatIf: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description `id` of the what-if */
                whatIf: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listNotificationRoutes: {
        parameters: {
            query?: {
                /** @description Order of the list, by key, createdAt, updatedAt; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, enabled, priorities, classes, units, rules, events, schedule, quietHours, groupSeconds, listed, rateLimit, steps, endsOn, subject, text, version, createdAt, createdBy, updatedAt, updatedBy
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "boiler-house",
                     *           "name": "Boiler house, on duty",
                     *           "enabled": true,
                     *           "priorities": [
                     *             "critical",
                     *             "high"
                     *           ],
                     *           "classes": [
                     *             "*"
                     *           ],
                     *           "units": [
                     *             "boiler-*"
                     *           ],
                     *           "rules": [
                     *             "*"
                     *           ],
                     *           "events": [
                     *             "raised",
                     *             "worse",
                     *             "message"
                     *           ],
                     *           "quietHours": {
                     *             "days": [
                     *               "monday",
                     *               "tuesday",
                     *               "wednesday",
                     *               "thursday",
                     *               "friday",
                     *               "saturday",
                     *               "sunday"
                     *             ],
                     *             "from": "22:00",
                     *             "to": "06:00",
                     *             "passes": [
                     *               "critical"
                     *             ]
                     *           },
                     *           "groupSeconds": 10,
                     *           "listed": 10,
                     *           "rateLimit": {
                     *             "messages": 6,
                     *             "perSeconds": 300
                     *           },
                     *           "steps": [
                     *             {
                     *               "afterSeconds": 0,
                     *               "targets": [
                     *                 "duty-phone"
                     *               ]
                     *             },
                     *             {
                     *               "afterSeconds": 600,
                     *               "targets": [
                     *                 "duty-phone",
                     *                 "maintenance-lead"
                     *               ]
                     *             }
                     *           ],
                     *           "endsOn": [
                     *             "acknowledged",
                     *             "shelved",
                     *             "returned"
                     *           ],
                     *           "version": 1,
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "createdBy": "admin@aqua",
                     *           "updatedAt": "2026-11-27T09:00:00.000Z",
                     *           "updatedBy": "admin@aqua"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationRouteList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createNotificationRoute: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "boiler-house",
                 *       "name": "Boiler house, on duty",
                 *       "priorities": [
                 *         "critical",
                 *         "high"
                 *       ],
                 *       "units": [
                 *         "boiler-*"
                 *       ],
                 *       "quietHours": {
                 *         "from": "22:00",
                 *         "to": "06:00"
                 *       },
                 *       "rateLimit": {
                 *         "messages": 6,
                 *         "perSeconds": 300
                 *       },
                 *       "steps": [
                 *         {
                 *           "afterSeconds": 0,
                 *           "targets": [
                 *             "duty-phone"
                 *           ]
                 *         },
                 *         {
                 *           "afterSeconds": 600,
                 *           "targets": [
                 *             "duty-phone",
                 *             "maintenance-lead"
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NotificationRouteInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "boiler-house",
                     *       "name": "Boiler house, on duty",
                     *       "enabled": true,
                     *       "priorities": [
                     *         "critical",
                     *         "high"
                     *       ],
                     *       "classes": [
                     *         "*"
                     *       ],
                     *       "units": [
                     *         "boiler-*"
                     *       ],
                     *       "rules": [
                     *         "*"
                     *       ],
                     *       "events": [
                     *         "raised",
                     *         "worse",
                     *         "message"
                     *       ],
                     *       "quietHours": {
                     *         "days": [
                     *           "monday",
                     *           "tuesday",
                     *           "wednesday",
                     *           "thursday",
                     *           "friday",
                     *           "saturday",
                     *           "sunday"
                     *         ],
                     *         "from": "22:00",
                     *         "to": "06:00",
                     *         "passes": [
                     *           "critical"
                     *         ]
                     *       },
                     *       "groupSeconds": 10,
                     *       "listed": 10,
                     *       "rateLimit": {
                     *         "messages": 6,
                     *         "perSeconds": 300
                     *       },
                     *       "steps": [
                     *         {
                     *           "afterSeconds": 0,
                     *           "targets": [
                     *             "duty-phone"
                     *           ]
                     *         },
                     *         {
                     *           "afterSeconds": 600,
                     *           "targets": [
                     *             "duty-phone",
                     *             "maintenance-lead"
                     *           ]
                     *         }
                     *       ],
                     *       "endsOn": [
                     *         "acknowledged",
                     *         "shelved",
                     *         "returned"
                     *       ],
                     *       "version": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationRoute"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getNotificationRoute: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                route: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "boiler-house",
                     *       "name": "Boiler house, on duty",
                     *       "enabled": true,
                     *       "priorities": [
                     *         "critical",
                     *         "high"
                     *       ],
                     *       "classes": [
                     *         "*"
                     *       ],
                     *       "units": [
                     *         "boiler-*"
                     *       ],
                     *       "rules": [
                     *         "*"
                     *       ],
                     *       "events": [
                     *         "raised",
                     *         "worse",
                     *         "message"
                     *       ],
                     *       "quietHours": {
                     *         "days": [
                     *           "monday",
                     *           "tuesday",
                     *           "wednesday",
                     *           "thursday",
                     *           "friday",
                     *           "saturday",
                     *           "sunday"
                     *         ],
                     *         "from": "22:00",
                     *         "to": "06:00",
                     *         "passes": [
                     *           "critical"
                     *         ]
                     *       },
                     *       "groupSeconds": 10,
                     *       "listed": 10,
                     *       "rateLimit": {
                     *         "messages": 6,
                     *         "perSeconds": 300
                     *       },
                     *       "steps": [
                     *         {
                     *           "afterSeconds": 0,
                     *           "targets": [
                     *             "duty-phone"
                     *           ]
                     *         },
                     *         {
                     *           "afterSeconds": 600,
                     *           "targets": [
                     *             "duty-phone",
                     *             "maintenance-lead"
                     *           ]
                     *         }
                     *       ],
                     *       "endsOn": [
                     *         "acknowledged",
                     *         "shelved",
                     *         "returned"
                     *       ],
                     *       "version": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationRoute"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteNotificationRoute: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                route: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateNotificationRoute: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                route: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "change": {
                 *         "groupSeconds": 30
                 *       },
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["NotificationRouteChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "boiler-house",
                     *       "name": "Boiler house, on duty",
                     *       "enabled": true,
                     *       "priorities": [
                     *         "critical",
                     *         "high"
                     *       ],
                     *       "classes": [
                     *         "*"
                     *       ],
                     *       "units": [
                     *         "boiler-*"
                     *       ],
                     *       "rules": [
                     *         "*"
                     *       ],
                     *       "events": [
                     *         "raised",
                     *         "worse",
                     *         "message"
                     *       ],
                     *       "quietHours": {
                     *         "days": [
                     *           "monday",
                     *           "tuesday",
                     *           "wednesday",
                     *           "thursday",
                     *           "friday",
                     *           "saturday",
                     *           "sunday"
                     *         ],
                     *         "from": "22:00",
                     *         "to": "06:00",
                     *         "passes": [
                     *           "critical"
                     *         ]
                     *       },
                     *       "groupSeconds": 30,
                     *       "listed": 10,
                     *       "rateLimit": {
                     *         "messages": 6,
                     *         "perSeconds": 300
                     *       },
                     *       "steps": [
                     *         {
                     *           "afterSeconds": 0,
                     *           "targets": [
                     *             "duty-phone"
                     *           ]
                     *         },
                     *         {
                     *           "afterSeconds": 600,
                     *           "targets": [
                     *             "duty-phone",
                     *             "maintenance-lead"
                     *           ]
                     *         }
                     *       ],
                     *       "endsOn": [
                     *         "acknowledged",
                     *         "shelved",
                     *         "returned"
                     *       ],
                     *       "version": 2,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationRoute"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    validateNotificationRoute: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "boiler-house",
                 *       "name": "Boiler house, on duty",
                 *       "priorities": [
                 *         "critical",
                 *         "high"
                 *       ],
                 *       "units": [
                 *         "boiler-*"
                 *       ],
                 *       "quietHours": {
                 *         "from": "22:00",
                 *         "to": "06:00"
                 *       },
                 *       "rateLimit": {
                 *         "messages": 6,
                 *         "perSeconds": 300
                 *       },
                 *       "steps": [
                 *         {
                 *           "afterSeconds": 0,
                 *           "targets": [
                 *             "duty-phone"
                 *           ]
                 *         },
                 *         {
                 *           "afterSeconds": 600,
                 *           "targets": [
                 *             "duty-phone",
                 *             "maintenance-lead"
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NotificationRouteInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sound": true,
                     *       "faults": [],
                     *       "words": [
                     *         "Critical and high alarms in the unit boiler-* when they are raised or get worse."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationRouteVerdict"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listNotificationTargets: {
        parameters: {
            query?: {
                /** @description Order of the list, by key, createdAt, updatedAt; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, enabled, settings, retrySeconds, version, createdAt, createdBy, updatedAt, updatedBy, secrets
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "duty-phone",
                     *           "name": "Phone of the one on duty",
                     *           "enabled": true,
                     *           "settings": {
                     *             "channel": "webhook",
                     *             "url": "https://duty.example.com/alarms",
                     *             "verify": true
                     *           },
                     *           "retrySeconds": 21600,
                     *           "secrets": [
                     *             "secret"
                     *           ],
                     *           "version": 1,
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "createdBy": "admin@aqua",
                     *           "updatedAt": "2026-11-27T09:00:00.000Z",
                     *           "updatedBy": "admin@aqua"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationTargetList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createNotificationTarget: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "duty-phone",
                 *       "name": "Phone of the one on duty",
                 *       "settings": {
                 *         "channel": "webhook",
                 *         "url": "https://duty.example.com/alarms",
                 *         "verify": true
                 *       },
                 *       "secrets": {
                 *         "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NotificationTargetInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "duty-phone",
                     *       "name": "Phone of the one on duty",
                     *       "enabled": true,
                     *       "settings": {
                     *         "channel": "webhook",
                     *         "url": "https://duty.example.com/alarms",
                     *         "verify": true
                     *       },
                     *       "retrySeconds": 21600,
                     *       "secrets": [
                     *         "secret"
                     *       ],
                     *       "version": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationTarget"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getNotificationTarget: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                target: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "duty-phone",
                     *       "name": "Phone of the one on duty",
                     *       "enabled": true,
                     *       "settings": {
                     *         "channel": "webhook",
                     *         "url": "https://duty.example.com/alarms",
                     *         "verify": true
                     *       },
                     *       "retrySeconds": 21600,
                     *       "secrets": [
                     *         "secret"
                     *       ],
                     *       "version": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationTarget"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteNotificationTarget: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                target: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateNotificationTarget: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                target: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "change": {
                 *         "enabled": false
                 *       },
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["NotificationTargetChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "duty-phone",
                     *       "name": "Phone of the one on duty",
                     *       "enabled": false,
                     *       "settings": {
                     *         "channel": "webhook",
                     *         "url": "https://duty.example.com/alarms",
                     *         "verify": true
                     *       },
                     *       "retrySeconds": 21600,
                     *       "secrets": [
                     *         "secret"
                     *       ],
                     *       "version": 2,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationTarget"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    testNotificationTarget: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                target: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "answer": "The receiver has taken the message.",
                     *       "tookMs": 84
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationTest"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getNotificationHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "verdict": "failing",
                     *       "plan": "running",
                     *       "escalating": 2,
                     *       "waiting": 1,
                     *       "givenUp": 3,
                     *       "lastSentAt": "2026-11-27T08:12:44.000Z",
                     *       "targets": [
                     *         {
                     *           "target": "duty-phone",
                     *           "used": true,
                     *           "state": "failing",
                     *           "failingSince": "2026-11-27T09:00:10.000Z",
                     *           "lastSentAt": "2026-11-27T08:12:44.000Z",
                     *           "lastFailedAt": "2026-11-27T14:48:32.000Z",
                     *           "reason": "duty.example.com answered 503.",
                     *           "waiting": 1,
                     *           "givenUp": 3
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationHealth"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listNotificationDeliveries: {
        parameters: {
            query?: {
                states?: string;
                /** @description Name used in topics and URLs */
                target?: string;
                /** @description Name used in topics and URLs */
                route?: string;
                channel?: "email" | "webhook" | "mqtt" | "dashboard";
                from?: string | number;
                to?: string | number;
                /** @description Order of the list, by createdAt, dueAt, target, channel, state; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: id, target, channel, route, step, state, priority, subject, count, createdAt, dueAt, attempts, reason, triedAt, endedAt
                 * @example id,target
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "pWq1s0bVQ3yq8n2hT6cJ0A",
                     *           "target": "duty-phone",
                     *           "channel": "webhook",
                     *           "route": "boiler-house",
                     *           "step": 0,
                     *           "state": "dead",
                     *           "priority": "critical",
                     *           "subject": "Critical alarm: Supply is 95 degrees Celsius",
                     *           "count": 1,
                     *           "createdAt": "2026-11-27T09:00:10.000Z",
                     *           "dueAt": "2026-11-27T14:48:31.000Z",
                     *           "attempts": 24,
                     *           "reason": "duty.example.com answered 503.",
                     *           "triedAt": "2026-11-27T14:48:32.000Z",
                     *           "endedAt": "2026-11-27T14:48:32.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationDeliveryList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getNotificationDelivery: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pWq1s0bVQ3yq8n2hT6cJ0A",
                     *       "target": "duty-phone",
                     *       "channel": "webhook",
                     *       "route": "boiler-house",
                     *       "step": 0,
                     *       "state": "dead",
                     *       "priority": "critical",
                     *       "subject": "Critical alarm: Supply is 95 degrees Celsius",
                     *       "count": 1,
                     *       "createdAt": "2026-11-27T09:00:10.000Z",
                     *       "dueAt": "2026-11-27T14:48:31.000Z",
                     *       "attempts": 24,
                     *       "reason": "duty.example.com answered 503.",
                     *       "triedAt": "2026-11-27T14:48:32.000Z",
                     *       "endedAt": "2026-11-27T14:48:32.000Z",
                     *       "content": {
                     *         "kind": "alarms",
                     *         "tenant": "aqua",
                     *         "plant": "Aqua",
                     *         "timeZone": "Europe/Berlin",
                     *         "at": "2026-11-27T09:00:10.000Z",
                     *         "route": "boiler-house",
                     *         "routeName": "Boiler house, on duty",
                     *         "step": 0,
                     *         "priority": "critical",
                     *         "count": 1,
                     *         "subject": "Critical alarm: Supply is 95 degrees Celsius",
                     *         "text": "Critical alarm: Supply is 95 degrees Celsius. Aqua.\nCritical. Supply is 95 degrees Celsius. Boiler 1, supply temperature. Since 10:00 on 27 November.",
                     *         "items": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationDeliveryWhole"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    resendNotificationDelivery: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pWq1s0bVQ3yq8n2hT6cJ0A",
                     *       "target": "duty-phone",
                     *       "channel": "webhook",
                     *       "route": "boiler-house",
                     *       "step": 0,
                     *       "state": "planned",
                     *       "priority": "critical",
                     *       "subject": "Critical alarm: Supply is 95 degrees Celsius",
                     *       "count": 1,
                     *       "createdAt": "2026-11-27T09:00:10.000Z",
                     *       "dueAt": "2026-11-27T14:48:31.000Z",
                     *       "attempts": 24,
                     *       "triedAt": "2026-11-27T14:48:32.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationDelivery"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAnomalies: {
        parameters: {
            query?: {
                /** @description Only those of this unit */
                unit?: string;
                /** @description Only those of sensors of this key */
                sensor?: string;
                /** @description Only those that ended then or later */
                from?: string | number;
                /** @description Only those that began before */
                to?: string | number;
                /** @description Only those that last, or that are over */
                open?: boolean;
                /** @description What people said, or that nobody did */
                judgement?: "true" | "false" | "none";
                /** @description Only those of a job over history; `live`: only those found as they happened */
                scan?: string;
                /** @description Order of the list, by from, to, unit, sensor, confidence, strength; "-" before those that descend */
                sort?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: id, unit, sensor, from, to, open, confidence, detector, strength, observed, expected, readings, hint, scan, judgement, judgedBy, judgedAt, comment
                 * @example id,unit
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "from": "2026-11-23T09:00:00.000Z",
                     *           "to": "2026-11-23T09:04:10.000Z",
                     *           "open": false,
                     *           "confidence": 0.98,
                     *           "detector": "robust-z",
                     *           "strength": 9.7,
                     *           "observed": 97.4,
                     *           "expected": {
                     *             "low": 84.1,
                     *             "high": 90.2
                     *           },
                     *           "readings": 26
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AnomalyList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getAnomaly: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description `id` of the anomaly */
                anomaly: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "unit": "boiler-1",
                     *       "sensor": "supply-temperature",
                     *       "from": "2026-11-23T09:00:00.000Z",
                     *       "to": "2026-11-23T09:04:10.000Z",
                     *       "open": false,
                     *       "confidence": 0.98,
                     *       "detector": "robust-z",
                     *       "strength": 9.7,
                     *       "observed": 97.4,
                     *       "expected": {
                     *         "low": 84.1,
                     *         "high": 90.2
                     *       },
                     *       "readings": 26
                     *     }
                     */
                    "application/json": components["schemas"]["Anomaly"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    judgeAnomaly: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `id` of the anomaly */
                anomaly: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "judgement": "false",
                 *       "comment": "Cleaning of the burner"
                 *     }
                 */
                "application/json": components["schemas"]["AnomalyFeedback"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "unit": "boiler-1",
                     *       "sensor": "supply-temperature",
                     *       "from": "2026-11-23T09:00:00.000Z",
                     *       "to": "2026-11-23T09:04:10.000Z",
                     *       "open": false,
                     *       "confidence": 0.98,
                     *       "detector": "robust-z",
                     *       "strength": 9.7,
                     *       "observed": 97.4,
                     *       "expected": {
                     *         "low": 84.1,
                     *         "high": 90.2
                     *       },
                     *       "readings": 26,
                     *       "judgement": "false",
                     *       "judgedBy": "operator@aqua",
                     *       "judgedAt": "2026-11-23T10:00:00.000Z",
                     *       "comment": "Cleaning of the burner"
                     *     }
                     */
                    "application/json": components["schemas"]["Anomaly"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAnomalySettings: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: unit, sensor, settings, effective, feedback, updatedAt, updatedBy
                 * @example unit,sensor
                 */
                fields?: string;
            };
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "settings": {
                     *             "sensitivity": 2
                     *           },
                     *           "effective": {
                     *             "enabled": true,
                     *             "detectors": [
                     *               "z-score",
                     *               "iqr",
                     *               "moving-average",
                     *               "robust-z",
                     *               "ewma",
                     *               "cusum",
                     *               "seasonal",
                     *               "stuck",
                     *               "rate",
                     *               "half-space-trees"
                     *             ],
                     *             "window": 240,
                     *             "sensitivity": 2,
                     *             "limit": 0.9
                     *           },
                     *           "feedback": {
                     *             "confirmed": 0,
                     *             "refused": 0,
                     *             "shift": 0,
                     *             "shifts": {}
                     *           }
                     *         },
                     *         {
                     *           "settings": {
                     *             "sensitivity": 2
                     *           },
                     *           "effective": {
                     *             "enabled": true,
                     *             "detectors": [
                     *               "z-score",
                     *               "iqr",
                     *               "moving-average",
                     *               "robust-z",
                     *               "ewma",
                     *               "cusum",
                     *               "seasonal",
                     *               "stuck",
                     *               "rate",
                     *               "half-space-trees"
                     *             ],
                     *             "window": 240,
                     *             "sensitivity": 2,
                     *             "limit": 0.9
                     *           },
                     *           "feedback": {
                     *             "confirmed": 0,
                     *             "refused": 0,
                     *             "shift": 0,
                     *             "shifts": {}
                     *           },
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AnomalySettingsList"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    setAnomalySettings: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sensitivity": 2
                 *     }
                 */
                "application/json": components["schemas"]["AnomalySettingsInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "settings": {
                     *         "sensitivity": 2
                     *       },
                     *       "effective": {
                     *         "enabled": true,
                     *         "detectors": [
                     *           "z-score",
                     *           "iqr",
                     *           "moving-average",
                     *           "robust-z",
                     *           "ewma",
                     *           "cusum",
                     *           "seasonal",
                     *           "stuck",
                     *           "rate",
                     *           "half-space-trees"
                     *         ],
                     *         "window": 240,
                     *         "sensitivity": 2,
                     *         "limit": 0.9
                     *       },
                     *       "feedback": {
                     *         "confirmed": 0,
                     *         "refused": 0,
                     *         "shift": 0,
                     *         "shifts": {}
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlacedAnomalySettings"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    setAnomalySettingsOfUnit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sensitivity": 2
                 *     }
                 */
                "application/json": components["schemas"]["AnomalySettingsInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "settings": {
                     *         "sensitivity": 2
                     *       },
                     *       "effective": {
                     *         "enabled": true,
                     *         "detectors": [
                     *           "z-score",
                     *           "iqr",
                     *           "moving-average",
                     *           "robust-z",
                     *           "ewma",
                     *           "cusum",
                     *           "seasonal",
                     *           "stuck",
                     *           "rate",
                     *           "half-space-trees"
                     *         ],
                     *         "window": 240,
                     *         "sensitivity": 2,
                     *         "limit": 0.9
                     *       },
                     *       "feedback": {
                     *         "confirmed": 0,
                     *         "refused": 0,
                     *         "shift": 0,
                     *         "shifts": {}
                     *       },
                     *       "unit": "boiler-1"
                     *     }
                     */
                    "application/json": components["schemas"]["PlacedAnomalySettings"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    setAnomalySettingsOfSensor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sensitivity": 2
                 *     }
                 */
                "application/json": components["schemas"]["AnomalySettingsInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "settings": {
                     *         "sensitivity": 2
                     *       },
                     *       "effective": {
                     *         "enabled": true,
                     *         "detectors": [
                     *           "z-score",
                     *           "iqr",
                     *           "moving-average",
                     *           "robust-z",
                     *           "ewma",
                     *           "cusum",
                     *           "seasonal",
                     *           "stuck",
                     *           "rate",
                     *           "half-space-trees"
                     *         ],
                     *         "window": 240,
                     *         "sensitivity": 2,
                     *         "limit": 0.9
                     *       },
                     *       "feedback": {
                     *         "confirmed": 0,
                     *         "refused": 0,
                     *         "shift": 0,
                     *         "shifts": {}
                     *       },
                     *       "unit": "boiler-1",
                     *       "sensor": "supply-temperature"
                     *     }
                     */
                    "application/json": components["schemas"]["PlacedAnomalySettings"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAnomalyScans: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: id, state, from, to, units, sensors, readings, found, percent, requestedBy, createdAt, startedAt, finishedAt, expiresAt, error
                 * @example id,state
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "Qx2cVZkq8w0Zp8gq3b8c1B",
                     *           "state": "running",
                     *           "from": "2026-11-01T00:00:00.000Z",
                     *           "to": "2026-11-23T00:00:00.000Z",
                     *           "units": [
                     *             "boiler-1"
                     *           ],
                     *           "sensors": 8,
                     *           "readings": 120000,
                     *           "found": 3,
                     *           "percent": 31.2,
                     *           "requestedBy": "operator@aqua",
                     *           "createdAt": "2026-11-23T09:00:00.000Z",
                     *           "startedAt": "2026-11-23T09:00:00.100Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AnomalyScanList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    startAnomalyScan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "units": [
                 *         "boiler-1"
                 *       ],
                 *       "from": "2026-11-01T00:00:00Z",
                 *       "to": "2026-11-23T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["AnomalyScanInput"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/anomaly-scans/{id}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "Qx2cVZkq8w0Zp8gq3b8c1B",
                     *       "state": "queued",
                     *       "from": "2026-11-01T00:00:00.000Z",
                     *       "to": "2026-11-23T00:00:00.000Z",
                     *       "units": [
                     *         "boiler-1"
                     *       ],
                     *       "sensors": 8,
                     *       "readings": 0,
                     *       "found": 0,
                     *       "percent": 0,
                     *       "requestedBy": "operator@aqua",
                     *       "createdAt": "2026-11-23T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AnomalyScan"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getAnomalyScan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description `id` of the job */
                scan: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "Qx2cVZkq8w0Zp8gq3b8c1B",
                     *       "state": "running",
                     *       "from": "2026-11-01T00:00:00.000Z",
                     *       "to": "2026-11-23T00:00:00.000Z",
                     *       "units": [
                     *         "boiler-1"
                     *       ],
                     *       "sensors": 8,
                     *       "readings": 120000,
                     *       "found": 3,
                     *       "percent": 31.2,
                     *       "requestedBy": "operator@aqua",
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "startedAt": "2026-11-23T09:00:00.100Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AnomalyScan"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    removeAnomalyScan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description `id` of the job */
                scan: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getAnalyticsSummary: {
        parameters: {
            query?: {
                /** @description First point in time; a day before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1794873600000,
                     *       "units": 5,
                     *       "sensors": 42,
                     *       "reporting": 41,
                     *       "readings": 3614200,
                     *       "performance": 87.2,
                     *       "quality": 96.4,
                     *       "alarms": 12,
                     *       "alarmsBefore": 17,
                     *       "best": {
                     *         "unit": "storage-1",
                     *         "name": "Storage",
                     *         "score": 96.1
                     *       },
                     *       "worst": {
                     *         "unit": "pumps-1",
                     *         "name": "Network pumps",
                     *         "score": 71.8
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AnalyticsSummary"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getPerformance: {
        parameters: {
            query?: {
                /** @description Only this unit */
                unit?: string;
                /** @description First point in time, inclusive; a week before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /**
                 * @description Only these fields of the items, separated by commas: unit, name, kind, rank, score, parts, alarms, sensors
                 * @example unit,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "bucket": "1h",
                     *       "items": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "name": "Boiler 1",
                     *           "kind": "boiler",
                     *           "rank": 1,
                     *           "score": 91.5,
                     *           "parts": {
                     *             "conformity": 0.97,
                     *             "stability": 0.71,
                     *             "alarms": 0.94,
                     *             "data": 0.99
                     *           },
                     *           "alarms": 3,
                     *           "sensors": 11
                     *         }
                     *       ],
                     *       "weights": {
                     *         "conformity": 0.4,
                     *         "stability": 0.2,
                     *         "alarms": 0.25,
                     *         "data": 0.15
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PerformanceReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getComparison: {
        parameters: {
            query?: {
                /** @description Only this unit */
                unit?: string;
                /** @description First point in time, inclusive; a week before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description The time just before, or the same a day, a week, a month or a year ago */
                against?: "previous" | "day" | "week" | "month" | "year";
                /** @description Of days, months and years; the tenant’s own if left out */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "now": {
                     *         "from": 1794787200000,
                     *         "to": 1795392000000
                     *       },
                     *       "before": {
                     *         "from": 1794182400000,
                     *         "to": 1794787200000
                     *       },
                     *       "units": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "name": "Boiler 1",
                     *           "now": 91.5,
                     *           "before": 88.1,
                     *           "change": 3.4
                     *         }
                     *       ],
                     *       "sensors": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "name": "Supply temperature",
                     *           "uom": "°C",
                     *           "now": 71.4,
                     *           "before": 69.8,
                     *           "change": 1.6,
                     *           "percent": 2.29
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ComparisonReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getDataQuality: {
        parameters: {
            query?: {
                /** @description Only these, as unit/sensor */
                sensors?: string;
                /** @description Only this unit */
                unit?: string;
                /** @description First point in time, inclusive; a week before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /**
                 * @description Only these fields of the items, separated by commas: unit, sensor, name, uom, score, parts, readings, longestGapMs, longestStuckMs, outliers
                 * @example unit,sensor
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "bucket": "1h",
                     *       "score": 96.4,
                     *       "units": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "score": 96.4,
                     *           "sensors": 1
                     *         }
                     *       ],
                     *       "items": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "name": "Supply temperature",
                     *           "uom": "°C",
                     *           "score": 96.4,
                     *           "parts": {
                     *             "completeness": 0.97,
                     *             "timeliness": 0.96,
                     *             "validity": 0.99,
                     *             "liveness": 1,
                     *             "plausibility": 0.82
                     *           },
                     *           "readings": 58665,
                     *           "longestGapMs": 10800000,
                     *           "longestStuckMs": 0,
                     *           "outliers": 4
                     *         }
                     *       ],
                     *       "weights": {
                     *         "completeness": 0.3,
                     *         "timeliness": 0.2,
                     *         "validity": 0.3,
                     *         "liveness": 0.1,
                     *         "plausibility": 0.1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["QualityReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getAlarmPatterns: {
        parameters: {
            query?: {
                /** @description Only this unit */
                unit?: string;
                /** @description First point in time; thirty days before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Alarms within it belong together */
                windowSeconds?: number;
                /** @description Of hours and days; the tenant’s own if left out */
                timezone?: string;
                /** @description Pairs and sequences at most */
                top?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "windowMs": 300000,
                     *       "timezone": "Europe/Berlin",
                     *       "alarms": 84,
                     *       "together": [
                     *         {
                     *           "alarms": [
                     *             "pump-trip:pumps-1/pump-1",
                     *             "low-pressure:network-1/pressure"
                     *           ],
                     *           "windows": 11,
                     *           "lift": 214.5,
                     *           "p": 1e-9
                     *         }
                     *       ],
                     *       "sequences": [
                     *         {
                     *           "first": "pump-trip:pumps-1/pump-1",
                     *           "then": "low-pressure:network-1/pressure",
                     *           "times": 11,
                     *           "confidence": 0.92,
                     *           "lift": 180.4,
                     *           "delayMs": 42000
                     *         }
                     *       ],
                     *       "hours": {
                     *         "counts": [
                     *           1,
                     *           0,
                     *           2,
                     *           1,
                     *           3,
                     *           22,
                     *           14,
                     *           5,
                     *           3,
                     *           2,
                     *           1,
                     *           2,
                     *           3,
                     *           2,
                     *           1,
                     *           4,
                     *           3,
                     *           4,
                     *           3,
                     *           2,
                     *           2,
                     *           1,
                     *           2,
                     *           1
                     *         ],
                     *         "p": 1e-9,
                     *         "peak": 5
                     *       },
                     *       "weekdays": {
                     *         "counts": [
                     *           14,
                     *           11,
                     *           12,
                     *           13,
                     *           12,
                     *           11,
                     *           11
                     *         ],
                     *         "p": 0.99
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmPatternReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getTrends: {
        parameters: {
            query?: {
                /** @description Up to 50 sensors with numbers or switches, as unit/sensor */
                sensors?: string;
                /** @description All sensors of this unit instead */
                unit?: string;
                /** @description First point in time, inclusive; a week before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Width of the buckets whose means are looked at; chosen by the time and the number of sensors if left out */
                bucket?: string;
                /**
                 * @description Only these fields of the items, separated by commas: unit, sensor, name, uom, count, trend, reason
                 * @example unit,sensor
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "bucket": "1h",
                     *       "items": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "name": "Supply temperature",
                     *           "uom": "°C",
                     *           "count": 168,
                     *           "trend": {
                     *             "direction": "rising",
                     *             "slope": 0.21,
                     *             "slopeLow": 0.14,
                     *             "slopeHigh": 0.29,
                     *             "start": 70.2,
                     *             "end": 71.7,
                     *             "tau": 0.31,
                     *             "p": 0.0004,
                     *             "autocorrelation": 0.4,
                     *             "inflation": 2.3,
                     *             "samplingError": 0
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TrendReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getDescriptiveStatistics: {
        parameters: {
            query?: {
                /** @description Up to 50 sensors with numbers or switches, as unit/sensor */
                sensors?: string;
                /** @description All sensors of this unit instead */
                unit?: string;
                /** @description First point in time, inclusive; a week before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Width of the buckets whose means are looked at; chosen by the time and the number of sensors if left out */
                bucket?: string;
                /**
                 * @description Only these fields of the items, separated by commas: unit, sensor, name, uom, readings, mean, deviation, min, max, distribution
                 * @example unit,sensor
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "bucket": "1h",
                     *       "items": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "name": "Supply temperature",
                     *           "uom": "°C",
                     *           "readings": 60480,
                     *           "mean": 71.4,
                     *           "deviation": 0.9,
                     *           "min": 68.2,
                     *           "max": 74.9,
                     *           "distribution": {
                     *             "count": 168,
                     *             "p5": 70.1,
                     *             "p25": 70.9,
                     *             "median": 71.4,
                     *             "p75": 71.9,
                     *             "p95": 72.8,
                     *             "robustDeviation": 0.74,
                     *             "skewness": 0.1,
                     *             "kurtosis": -0.2,
                     *             "histogram": {
                     *               "from": 69.5,
                     *               "width": 0.8,
                     *               "counts": [
                     *                 6,
                     *                 31,
                     *                 70,
                     *                 48,
                     *                 13
                     *               ]
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["StatisticsReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getCorrelation: {
        parameters: {
            query?: {
                /** @description Up to 30 sensors with numbers or switches, as unit/sensor */
                sensors?: string;
                /** @description All sensors of this unit instead */
                unit?: string;
                /** @description First point in time, inclusive; a week before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Width of the buckets whose means are looked at; chosen by the time and the number of sensors if left out */
                bucket?: string;
                /** @description `pearson` sees lines; `spearman` compares ranks and sees every curve that only rises or falls */
                method?: "pearson" | "spearman";
                /** @description Looks so many buckets into both directions for the strongest correlation */
                maxLag?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "bucket": "1h",
                     *       "method": "pearson",
                     *       "sensors": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "name": "Supply temperature",
                     *           "uom": "°C"
                     *         },
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "flow",
                     *           "name": "Flow",
                     *           "uom": "m³/h"
                     *         }
                     *       ],
                     *       "r": [
                     *         [
                     *           1,
                     *           -0.62
                     *         ],
                     *         [
                     *           -0.62,
                     *           1
                     *         ]
                     *       ],
                     *       "p": [
                     *         [
                     *           0,
                     *           1e-12
                     *         ],
                     *         [
                     *           1e-12,
                     *           0
                     *         ]
                     *       ],
                     *       "pairs": [
                     *         [
                     *           168,
                     *           165
                     *         ],
                     *         [
                     *           165,
                     *           168
                     *         ]
                     *       ],
                     *       "lagMs": [
                     *         [
                     *           0,
                     *           3600000
                     *         ],
                     *         [
                     *           -3600000,
                     *           0
                     *         ]
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CorrelationReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getLimitSuggestions: {
        parameters: {
            query?: {
                /** @description Up to 50 sensors with numbers or switches, as unit/sensor */
                sensors?: string;
                /** @description All sensors of this unit instead */
                unit?: string;
                /** @description First point in time, inclusive; a week before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Width of the buckets whose means are looked at; chosen by the time and the number of sensors if left out */
                bucket?: string;
                /**
                 * @description Only these fields of the items, separated by commas: unit, sensor, name, uom, suggestion, reason
                 * @example unit,sensor
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "bucket": "1h",
                     *       "items": [
                     *         {
                     *           "unit": "boiler-1",
                     *           "sensor": "supply-temperature",
                     *           "name": "Supply temperature",
                     *           "uom": "°C",
                     *           "suggestion": {
                     *             "lowLow": 66,
                     *             "low": 68.1,
                     *             "high": 74.9,
                     *             "highHigh": 76.6,
                     *             "deadband": 1.2,
                     *             "storageDeadband": 0.1,
                     *             "noise": 0.14,
                     *             "alarms": 2,
                     *             "buckets": 168
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SuggestionReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getForecast: {
        parameters: {
            query: {
                /** @description Name used in topics and URLs */
                unit: string;
                /** @description Name used in topics and URLs */
                sensor: string;
                /** @description First point in time of the past that is learnt from; two weeks before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Width of the buckets whose means are looked at; chosen by the time and the number of sensors if left out */
                bucket?: string;
                /** @description Buckets into the future; a quarter of the past if left out */
                horizon?: number;
                /** @description Of the band */
                confidence?: number;
                /** @description When it will be met, beside the limits of the sensor itself */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "bucket": "1h",
                     *       "unit": "boiler-1",
                     *       "sensor": "supply-temperature",
                     *       "name": "Supply temperature",
                     *       "uom": "°C",
                     *       "bucketMs": 3600000,
                     *       "past": {
                     *         "timestamps": [
                     *           1794787200000,
                     *           1794790800000
                     *         ],
                     *         "values": [
                     *           71.2,
                     *           71.4
                     *         ]
                     *       },
                     *       "forecast": {
                     *         "timestamps": [
                     *           1795392000000
                     *         ],
                     *         "mean": [
                     *           71.9
                     *         ],
                     *         "low": [
                     *           70.8
                     *         ],
                     *         "high": [
                     *           73
                     *         ],
                     *         "confidence": 0.95,
                     *         "season": "1d",
                     *         "deviation": 0.56,
                     *         "parameters": {
                     *           "alpha": 0.31,
                     *           "beta": 0.02,
                     *           "gamma": 0.11,
                     *           "phi": 0.95
                     *         }
                     *       },
                     *       "limits": [
                     *         {
                     *           "name": "normal high",
                     *           "value": 80,
                     *           "side": "high",
                     *           "trend": {
                     *             "at": 1798027200000,
                     *             "earliest": 1797091200000,
                     *             "latest": 1800187200000
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ForecastReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getKpi: {
        parameters: {
            query: {
                /** @description Numbers, `sensor("unit","sensor")` for the time-weighted mean or with a third text for another aggregate, `hours` for the length of the bucket, `+ - * / ( ) ? :`, `abs`, `min`, `max` */
                expression: string;
                /** @description First point in time, inclusive; a week before `to` if left out */
                from?: string | number;
                /** @description Last point in time, exclusive; now if left out */
                to?: string | number;
                /** @description Width of the buckets whose means are looked at; chosen by the time and the number of sensors if left out */
                bucket?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1794787200000,
                     *       "to": 1795392000000,
                     *       "bucket": "1h",
                     *       "expression": "sensor(\"boiler-1\",\"thermal-power\") / (sensor(\"boiler-1\",\"gas-flow\") * 10.1) * 100",
                     *       "timestamps": [
                     *         1794787200000,
                     *         1794790800000
                     *       ],
                     *       "values": [
                     *         91.3,
                     *         null
                     *       ],
                     *       "mean": 91.3,
                     *       "sum": 91.3,
                     *       "min": 91.3,
                     *       "max": 91.3,
                     *       "faults": 1,
                     *       "fault": "comes to a number that does not exist, such as a division by zero"
                     *     }
                     */
                    "application/json": components["schemas"]["KpiReport"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listReports: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, enabled, kind, sections, units, sensors, kpis, period, schedule, language, recipients, keepDays, scheduleText, nextAt, version, createdAt, createdBy, updatedAt, updatedBy
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "daily-plant",
                     *           "name": "Daily plant report",
                     *           "enabled": true,
                     *           "kind": "daily-plant",
                     *           "sections": [],
                     *           "units": [],
                     *           "sensors": [],
                     *           "kpis": [],
                     *           "period": "day",
                     *           "schedule": "0 6 * * *",
                     *           "language": "en",
                     *           "recipients": [
                     *             "plant-manager"
                     *           ],
                     *           "keepDays": 400,
                     *           "scheduleText": "Every day at 06:00",
                     *           "nextAt": "2026-11-28T05:00:00.000Z",
                     *           "version": 1,
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "createdBy": "admin@aqua",
                     *           "updatedAt": "2026-11-27T09:00:00.000Z",
                     *           "updatedBy": "admin@aqua"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReportList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createReport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "daily-plant",
                 *       "name": "Daily plant report",
                 *       "kind": "daily-plant",
                 *       "period": "day",
                 *       "schedule": "0 6 * * *",
                 *       "recipients": [
                 *         "plant-manager"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ReportInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "daily-plant",
                     *       "name": "Daily plant report",
                     *       "enabled": true,
                     *       "kind": "daily-plant",
                     *       "sections": [],
                     *       "units": [],
                     *       "sensors": [],
                     *       "kpis": [],
                     *       "period": "day",
                     *       "schedule": "0 6 * * *",
                     *       "language": "en",
                     *       "recipients": [
                     *         "plant-manager"
                     *       ],
                     *       "keepDays": 400,
                     *       "scheduleText": "Every day at 06:00",
                     *       "nextAt": "2026-11-28T05:00:00.000Z",
                     *       "version": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["Report"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["OverQuota"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getReport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "daily-plant",
                     *       "name": "Daily plant report",
                     *       "enabled": true,
                     *       "kind": "daily-plant",
                     *       "sections": [],
                     *       "units": [],
                     *       "sensors": [],
                     *       "kpis": [],
                     *       "period": "day",
                     *       "schedule": "0 6 * * *",
                     *       "language": "en",
                     *       "recipients": [
                     *         "plant-manager"
                     *       ],
                     *       "keepDays": 400,
                     *       "scheduleText": "Every day at 06:00",
                     *       "nextAt": "2026-11-28T05:00:00.000Z",
                     *       "version": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["Report"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteReport: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateReport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                report: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "change": {
                 *         "schedule": "0 7 * * 1-5"
                 *       },
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["ReportChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "daily-plant",
                     *       "name": "Daily plant report",
                     *       "enabled": true,
                     *       "kind": "daily-plant",
                     *       "sections": [],
                     *       "units": [],
                     *       "sensors": [],
                     *       "kpis": [],
                     *       "period": "day",
                     *       "schedule": "0 7 * * 1-5",
                     *       "language": "en",
                     *       "recipients": [
                     *         "plant-manager"
                     *       ],
                     *       "keepDays": 400,
                     *       "scheduleText": "Monday to Friday at 07:00",
                     *       "nextAt": "2026-11-28T05:00:00.000Z",
                     *       "version": 2,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "createdBy": "admin@aqua",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedBy": "admin@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["Report"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    runReport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/report-runs/{id}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "report": "daily-plant",
                     *       "name": "Daily plant report",
                     *       "state": "queued",
                     *       "percent": 0,
                     *       "trigger": "request",
                     *       "from": "2026-11-25T23:00:00.000Z",
                     *       "to": "2026-11-26T23:00:00.000Z",
                     *       "timezone": "Europe/Berlin",
                     *       "createdAt": "2026-11-27T05:00:01.000Z",
                     *       "expiresAt": "2028-01-01T05:00:01.000Z",
                     *       "attempts": 0,
                     *       "summary": [],
                     *       "requestedBy": "operator@aqua"
                     *     }
                     */
                    "application/json": components["schemas"]["ReportRun"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listReportRuns: {
        parameters: {
            query?: {
                /** @description Name used in topics and URLs */
                report?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: id, report, name, state, percent, trigger, requestedBy, from, to, timezone, createdAt, startedAt, finishedAt, expiresAt, attempts, bytes, summary, error
                 * @example id,report
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *           "report": "daily-plant",
                     *           "name": "Daily plant report",
                     *           "state": "done",
                     *           "percent": 100,
                     *           "trigger": "schedule",
                     *           "from": "2026-11-25T23:00:00.000Z",
                     *           "to": "2026-11-26T23:00:00.000Z",
                     *           "timezone": "Europe/Berlin",
                     *           "createdAt": "2026-11-27T05:00:01.000Z",
                     *           "startedAt": "2026-11-27T05:00:01.100Z",
                     *           "finishedAt": "2026-11-27T05:00:03.400Z",
                     *           "expiresAt": "2028-01-01T05:00:01.000Z",
                     *           "attempts": 1,
                     *           "bytes": {
                     *             "html": 88000,
                     *             "csv": 52000
                     *           },
                     *           "summary": [
                     *             "3 alarms unacknowledged for more than 1 h.",
                     *             "Availability of measurements 99.2 %."
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReportRunList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getReportRun: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "report": "daily-plant",
                     *       "name": "Daily plant report",
                     *       "state": "done",
                     *       "percent": 100,
                     *       "trigger": "schedule",
                     *       "from": "2026-11-25T23:00:00.000Z",
                     *       "to": "2026-11-26T23:00:00.000Z",
                     *       "timezone": "Europe/Berlin",
                     *       "createdAt": "2026-11-27T05:00:01.000Z",
                     *       "startedAt": "2026-11-27T05:00:01.100Z",
                     *       "finishedAt": "2026-11-27T05:00:03.400Z",
                     *       "expiresAt": "2028-01-01T05:00:01.000Z",
                     *       "attempts": 1,
                     *       "bytes": {
                     *         "html": 88000,
                     *         "csv": 52000
                     *       },
                     *       "summary": [
                     *         "3 alarms unacknowledged for more than 1 h.",
                     *         "Availability of measurements 99.2 %."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReportRun"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    removeReportRun: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getReportFile: {
        parameters: {
            query?: {
                /** @description A page to read and print, or all figures as a table */
                format?: "html" | "csv";
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createReportTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "format": "csv"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description A page to read and print, or all figures as a table
                     * @default html
                     * @enum {string}
                     */
                    format?: "html" | "csv";
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA",
                     *       "expiresAt": "2026-11-27T09:01:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getOpcuaCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "O=ThermaCore, CN=ThermaCore@plant-server",
                     *       "thumbprint": "3f2504e04f8911d39a0c0305e82c3301aabbccdd",
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "validFrom": "2026-11-22T09:00:00.000Z",
                     *       "validTo": "2031-11-22T09:00:00.000Z",
                     *       "applicationUri": "urn:thermacore:6f1c9a52-5d3e-4a7b-9f0e-2f8f5b1c7a10",
                     *       "hostnames": [
                     *         "plant-server",
                     *         "192.0.2.7"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OpcuaCertificate"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    renewOpcuaCertificate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "O=ThermaCore, CN=ThermaCore@plant-server",
                     *       "thumbprint": "3f2504e04f8911d39a0c0305e82c3301aabbccdd",
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "validFrom": "2026-11-22T09:00:00.000Z",
                     *       "validTo": "2031-11-22T09:00:00.000Z",
                     *       "applicationUri": "urn:thermacore:6f1c9a52-5d3e-4a7b-9f0e-2f8f5b1c7a10",
                     *       "hostnames": [
                     *         "plant-server",
                     *         "192.0.2.7"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OpcuaCertificate"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listOpcuaCertificates: {
        parameters: {
            query?: {
                /** @description Certificates of OPC UA applications, or of users who log in with one */
                store?: "applications" | "users";
                /**
                 * @description Only these fields of the items, separated by commas: subject, thumbprint, sha256, validFrom, validTo, applicationUri, hostnames, store, state, issuer, authority, since, why
                 * @example subject,thumbprint
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "subject": "O=Example Automation, CN=PLC of boiler 1",
                     *           "thumbprint": "3f2504e04f8911d39a0c0305e82c3301aabbccdd",
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "validFrom": "2026-11-22T09:00:00.000Z",
                     *           "validTo": "2031-11-22T09:00:00.000Z",
                     *           "applicationUri": "urn:plc-boiler-1:OPCUA:Server",
                     *           "hostnames": [
                     *             "plc-boiler-1"
                     *           ],
                     *           "store": "applications",
                     *           "issuer": "O=Example Automation, CN=PLC of boiler 1",
                     *           "authority": false,
                     *           "since": "2026-11-23T09:00:00.000Z",
                     *           "state": "rejected",
                     *           "why": "self-signed"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OpcuaCertificateList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    addOpcuaCertificate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "store": "applications",
                 *       "pem": "-----BEGIN CERTIFICATE-----\nMIID…\n-----END CERTIFICATE-----\n",
                 *       "as": "trusted"
                 *     }
                 */
                "application/json": components["schemas"]["OpcuaCertificateInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "O=Example Automation, CN=PLC of boiler 1",
                     *       "thumbprint": "3f2504e04f8911d39a0c0305e82c3301aabbccdd",
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "validFrom": "2026-11-22T09:00:00.000Z",
                     *       "validTo": "2031-11-22T09:00:00.000Z",
                     *       "applicationUri": "urn:plc-boiler-1:OPCUA:Server",
                     *       "hostnames": [
                     *         "plc-boiler-1"
                     *       ],
                     *       "store": "applications",
                     *       "issuer": "O=Example Automation, CN=PLC of boiler 1",
                     *       "authority": false,
                     *       "since": "2026-11-23T09:00:00.000Z",
                     *       "state": "trusted"
                     *     }
                     */
                    "application/json": components["schemas"]["OpcuaCertificateEntry"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    trustOpcuaCertificate: {
        parameters: {
            query?: {
                /** @description Certificates of OPC UA applications, or of users who log in with one */
                store?: "applications" | "users";
            };
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description SHA-1 of the certificate, in hex */
                thumbprint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "O=Example Automation, CN=PLC of boiler 1",
                     *       "thumbprint": "3f2504e04f8911d39a0c0305e82c3301aabbccdd",
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "validFrom": "2026-11-22T09:00:00.000Z",
                     *       "validTo": "2031-11-22T09:00:00.000Z",
                     *       "applicationUri": "urn:plc-boiler-1:OPCUA:Server",
                     *       "hostnames": [
                     *         "plc-boiler-1"
                     *       ],
                     *       "store": "applications",
                     *       "issuer": "O=Example Automation, CN=PLC of boiler 1",
                     *       "authority": false,
                     *       "since": "2026-11-23T09:00:00.000Z",
                     *       "state": "trusted"
                     *     }
                     */
                    "application/json": components["schemas"]["OpcuaCertificateEntry"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    rejectOpcuaCertificate: {
        parameters: {
            query?: {
                /** @description Certificates of OPC UA applications, or of users who log in with one */
                store?: "applications" | "users";
            };
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description SHA-1 of the certificate, in hex */
                thumbprint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "O=Example Automation, CN=PLC of boiler 1",
                     *       "thumbprint": "3f2504e04f8911d39a0c0305e82c3301aabbccdd",
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "validFrom": "2026-11-22T09:00:00.000Z",
                     *       "validTo": "2031-11-22T09:00:00.000Z",
                     *       "applicationUri": "urn:plc-boiler-1:OPCUA:Server",
                     *       "hostnames": [
                     *         "plc-boiler-1"
                     *       ],
                     *       "store": "applications",
                     *       "issuer": "O=Example Automation, CN=PLC of boiler 1",
                     *       "authority": false,
                     *       "since": "2026-11-23T09:00:00.000Z",
                     *       "state": "rejected",
                     *       "why": "denied"
                     *     }
                     */
                    "application/json": components["schemas"]["OpcuaCertificateEntry"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    removeOpcuaCertificate: {
        parameters: {
            query?: {
                /** @description Certificates of OPC UA applications, or of users who log in with one */
                store?: "applications" | "users";
            };
            header?: never;
            path: {
                /** @description SHA-1 of the certificate, in hex */
                thumbprint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    addOpcuaCrl: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "store": "applications",
                 *       "crl": "-----BEGIN X509 CRL-----\nMIIB…\n-----END X509 CRL-----\n"
                 *     }
                 */
                "application/json": components["schemas"]["OpcuaCrlInput"];
            };
        };
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description First point in time, inclusive */
                from?: string | number;
                /** @description Last point in time, exclusive */
                to?: string | number;
                /** @description User name; upper and lower case are the same */
                actor?: string;
                /** @description An action such as `unit:delete`, or all of an object: `unit:` */
                action?: string;
                target?: string;
                outcome?: "ok" | "refused" | "failed";
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: seq, at, actor, action, target, outcome, from, detail, erased, hash
                 * @example seq,at
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 42,
                     *           "at": "2026-11-27T09:00:00.000Z",
                     *           "actor": "admin@aqua",
                     *           "action": "unit:update",
                     *           "target": "boiler-1",
                     *           "outcome": "ok",
                     *           "from": "192.0.2.7",
                     *           "detail": {
                     *             "before": {
                     *               "name": "Boiler"
                     *             },
                     *             "after": {
                     *               "name": "Boiler 1"
                     *             }
                     *           },
                     *           "hash": "9c1185a5c5e9fc54612808977ee8f548b2258d31a5a2b0c2d4f3a6f7b8c9d0e1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AuditList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                /** @description First point in time, inclusive */
                from?: string | number;
                /** @description Last point in time, exclusive */
                to?: string | number;
                /** @description User name; upper and lower case are the same */
                actor?: string;
                /** @description An action such as `unit:delete`, or all of an object: `unit:` */
                action?: string;
                target?: string;
                outcome?: "ok" | "refused" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createAuditTicket: {
        parameters: {
            query?: {
                /** @description First point in time, inclusive */
                from?: string | number;
                /** @description Last point in time, exclusive */
                to?: string | number;
                /** @description User name; upper and lower case are the same */
                actor?: string;
                /** @description An action such as `unit:delete`, or all of an object: `unit:` */
                action?: string;
                target?: string;
                outcome?: "ok" | "refused" | "failed";
            };
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA",
                     *       "expiresAt": "2026-11-27T09:01:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    verifyAudit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "intact": true,
                     *       "entries": 42,
                     *       "erased": 0,
                     *       "anchors": 3,
                     *       "head": {
                     *         "seq": 42,
                     *         "hash": "9c1185a5c5e9fc54612808977ee8f548b2258d31a5a2b0c2d4f3a6f7b8c9d0e1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AuditCheck"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description `tenant`: those of all users, with the permission api-key:manage */
                of?: "me" | "tenant";
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: id, name, username, tenant, permissions, units, createdAt, expiresAt, lastUsedAt
                 * @example id,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "pW3mN0b2TqyBzvJ0k3Qx7A",
                     *           "name": "Energy report",
                     *           "username": "operator@aqua",
                     *           "tenant": "aqua",
                     *           "permissions": [
                     *             "unit:read",
                     *             "sensor:read",
                     *             "reading:read"
                     *           ],
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "expiresAt": "2027-02-25T09:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Energy report",
                 *       "permissions": [
                 *         "unit:read",
                 *         "sensor:read",
                 *         "reading:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeyInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pW3mN0b2TqyBzvJ0k3Qx7A",
                     *       "name": "Energy report",
                     *       "username": "operator@aqua",
                     *       "tenant": "aqua",
                     *       "permissions": [
                     *         "unit:read",
                     *         "sensor:read",
                     *         "reading:read"
                     *       ],
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "expiresAt": "2027-02-25T09:00:00.000Z",
                     *       "token": "tck_pW3mN0b2TqyBzvJ0k3Qx7A.5kX0…"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["OverQuota"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "days": 90
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeyRotation"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pW3mN0b2TqyBzvJ0k3Qx7A",
                     *       "name": "Energy report",
                     *       "username": "operator@aqua",
                     *       "tenant": "aqua",
                     *       "permissions": [
                     *         "unit:read",
                     *         "sensor:read",
                     *         "reading:read"
                     *       ],
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "expiresAt": "2027-02-25T09:00:00.000Z",
                     *       "token": "tck_pW3mN0b2TqyBzvJ0k3Qx7A.5kX0…"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, timezone, createdAt, state, suspendedAt, suspendedBy, suspendedReason, eraseFrom, quotas, limits, usage
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "aqua",
                     *           "name": "Aqua District Heating",
                     *           "timezone": "Europe/Berlin",
                     *           "quotas": {
                     *             "units": 20,
                     *             "sensors": 400,
                     *             "storageMiB": 50000
                     *           },
                     *           "createdAt": "2026-11-23T09:00:00.000Z",
                     *           "state": "active",
                     *           "limits": {
                     *             "units": 20,
                     *             "sensors": 400,
                     *             "storageMiB": 50000,
                     *             "users": 50
                     *           },
                     *           "usage": {
                     *             "units": 3,
                     *             "sensors": 24,
                     *             "devices": 2,
                     *             "users": 4,
                     *             "storageMiB": 812.4
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "aqua",
                 *       "name": "Aqua District Heating",
                 *       "timezone": "Europe/Berlin",
                 *       "quotas": {
                 *         "units": 20,
                 *         "sensors": 400,
                 *         "storageMiB": 50000
                 *       },
                 *       "admin": "admin@aqua"
                 *     }
                 */
                "application/json": components["schemas"]["TenantInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "aqua",
                     *       "name": "Aqua District Heating",
                     *       "timezone": "Europe/Berlin",
                     *       "quotas": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000
                     *       },
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "active",
                     *       "limits": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000,
                     *         "users": 50
                     *       },
                     *       "usage": {
                     *         "units": 3,
                     *         "sensors": 24,
                     *         "devices": 2,
                     *         "users": 4,
                     *         "storageMiB": 812.4
                     *       },
                     *       "admin": {
                     *         "username": "admin@aqua",
                     *         "temporaryPassword": "qVJ0m3x2Rk2a7Qz1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantMade"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "aqua",
                     *       "name": "Aqua District Heating",
                     *       "timezone": "Europe/Berlin",
                     *       "quotas": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000
                     *       },
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "active",
                     *       "limits": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000,
                     *         "users": 50
                     *       },
                     *       "usage": {
                     *         "units": 3,
                     *         "sensors": 24,
                     *         "devices": 2,
                     *         "users": 4,
                     *         "storageMiB": 812.4
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantShown"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "quotas": {
                 *         "units": 30
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TenantPatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "aqua",
                     *       "name": "Aqua District Heating",
                     *       "timezone": "Europe/Berlin",
                     *       "quotas": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000
                     *       },
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "active",
                     *       "limits": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000,
                     *         "users": 50
                     *       },
                     *       "usage": {
                     *         "units": 3,
                     *         "sensors": 24,
                     *         "devices": 2,
                     *         "users": 4,
                     *         "storageMiB": 812.4
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantShown"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getOwnTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "aqua",
                     *       "name": "Aqua District Heating",
                     *       "timezone": "Europe/Berlin",
                     *       "quotas": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000
                     *       },
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "active",
                     *       "limits": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000,
                     *         "users": 50
                     *       },
                     *       "usage": {
                     *         "units": 3,
                     *         "sensors": 24,
                     *         "devices": 2,
                     *         "users": 4,
                     *         "storageMiB": 812.4
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantShown"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    suspendTenant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "contract ended"
                 *     }
                 */
                "application/json": components["schemas"]["SuspensionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "aqua",
                     *       "name": "Aqua District Heating",
                     *       "timezone": "Europe/Berlin",
                     *       "quotas": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000
                     *       },
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "suspended",
                     *       "limits": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000,
                     *         "users": 50
                     *       },
                     *       "usage": {
                     *         "units": 3,
                     *         "sensors": 24,
                     *         "devices": 2,
                     *         "users": 4,
                     *         "storageMiB": 812.4
                     *       },
                     *       "suspendedAt": "2026-11-27T09:00:00.000Z",
                     *       "suspendedBy": "admin",
                     *       "suspendedReason": "contract ended"
                     *     }
                     */
                    "application/json": components["schemas"]["TenantShown"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    resumeTenant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "aqua",
                     *       "name": "Aqua District Heating",
                     *       "timezone": "Europe/Berlin",
                     *       "quotas": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000
                     *       },
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "active",
                     *       "limits": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000,
                     *         "users": 50
                     *       },
                     *       "usage": {
                     *         "units": 3,
                     *         "sensors": 24,
                     *         "devices": 2,
                     *         "users": 4,
                     *         "storageMiB": 812.4
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantShown"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getQuotaDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "units": 50,
                     *       "sensors": 1000
                     *     }
                     */
                    "application/json": components["schemas"]["TenantLimits"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    setQuotaDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "units": 50,
                 *       "sensors": 1000
                 *     }
                 */
                "application/json": components["schemas"]["TenantQuotas"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "units": 50,
                     *       "sensors": 1000
                     *     }
                     */
                    "application/json": components["schemas"]["TenantLimits"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getTenantErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name used in topics and URLs */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tenant": "aqua",
                     *       "state": "done",
                     *       "done": 8,
                     *       "steps": 8,
                     *       "certificate": {
                     *         "kind": "tenant",
                     *         "subject": "aqua",
                     *         "tenant": "aqua",
                     *         "by": "admin",
                     *         "at": "2026-11-28T09:00:10.000Z",
                     *         "before": {
                     *           "thermacore.readings": 690000,
                     *           "thermacore.units": 3
                     *         },
                     *         "after": {
                     *           "thermacore.readings": 0,
                     *           "thermacore.units": 0
                     *         },
                     *         "files": 2,
                     *         "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureJob"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    requestTenantErasure: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "graceMinutes": 1440
                 *     }
                 */
                "application/json": components["schemas"]["ErasureInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tenant": "aqua",
                     *       "token": "pW3mN0b2TqyBzvJ0k3Qx7A5kX0",
                     *       "from": "2026-11-28T09:00:00.000Z",
                     *       "until": "2026-12-05T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureRequest"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    withdrawTenantErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name used in topics and URLs */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "aqua",
                     *       "name": "Aqua District Heating",
                     *       "timezone": "Europe/Berlin",
                     *       "quotas": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000
                     *       },
                     *       "createdAt": "2026-11-23T09:00:00.000Z",
                     *       "state": "suspended",
                     *       "limits": {
                     *         "units": 20,
                     *         "sensors": 400,
                     *         "storageMiB": 50000,
                     *         "users": 50
                     *       },
                     *       "usage": {
                     *         "units": 3,
                     *         "sensors": 24,
                     *         "devices": 2,
                     *         "users": 4,
                     *         "storageMiB": 812.4
                     *       },
                     *       "suspendedAt": "2026-11-27T09:00:00.000Z",
                     *       "suspendedBy": "admin",
                     *       "suspendedReason": "contract ended"
                     *     }
                     */
                    "application/json": components["schemas"]["TenantShown"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    confirmTenantErasure: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "pW3mN0b2TqyBzvJ0k3Qx7A5kX0"
                 *     }
                 */
                "application/json": components["schemas"]["ErasureConfirmation"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/tenants/{tenant}/erasure` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tenant": "aqua",
                     *       "state": "running",
                     *       "done": 0,
                     *       "steps": 8
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureJob"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listErasureCertificates: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: kind, subject, tenant, by, at, before, after, files, sha256
                 * @example kind,subject
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "kind": "tenant",
                     *           "subject": "aqua",
                     *           "tenant": "aqua",
                     *           "by": "admin",
                     *           "at": "2026-11-28T09:00:10.000Z",
                     *           "before": {
                     *             "thermacore.readings": 690000,
                     *             "thermacore.units": 3
                     *           },
                     *           "after": {
                     *             "thermacore.readings": 0,
                     *             "thermacore.units": 0
                     *           },
                     *           "files": 2,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureCertificatePage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    erasePerson: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "anna@aqua",
                 *       "confirm": true
                 *     }
                 */
                "application/json": components["schemas"]["PersonErasureInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kind": "person",
                     *       "subject": "erased-4f2a9c",
                     *       "tenant": "aqua",
                     *       "by": "admin",
                     *       "at": "2026-11-28T09:00:10.000Z",
                     *       "before": {
                     *         "thermacore.audit": 12
                     *       },
                     *       "after": {
                     *         "thermacore.audit": 0
                     *       },
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureCertificate"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listTenantExports: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: id, state, fileName, percent, bytes, parts, rows, requestedBy, createdAt, startedAt, finishedAt, expiresAt, error
                 * @example id,state
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *           "state": "running",
                     *           "fileName": "aqua-2026-11-27.tar",
                     *           "percent": 44.9,
                     *           "bytes": 13800000,
                     *           "parts": 22,
                     *           "rows": 310000,
                     *           "requestedBy": "admin@aqua",
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "startedAt": "2026-11-27T09:00:00.100Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TenantExportList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    startTenantExport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Where to look at it from now on: `/tenant/exports/{id}` */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "state": "queued",
                     *       "fileName": "aqua-2026-11-27.tar",
                     *       "percent": 0,
                     *       "bytes": 0,
                     *       "parts": 0,
                     *       "rows": 0,
                     *       "requestedBy": "admin@aqua",
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "startedAt": "2026-11-27T09:00:00.100Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TenantExportJob"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getTenantExport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description `id` of the export */
                export: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mP3cVZkq8w0Zp8gq3b8c1A",
                     *       "state": "running",
                     *       "fileName": "aqua-2026-11-27.tar",
                     *       "percent": 44.9,
                     *       "bytes": 13800000,
                     *       "parts": 22,
                     *       "rows": 310000,
                     *       "requestedBy": "admin@aqua",
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "startedAt": "2026-11-27T09:00:00.100Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TenantExportJob"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    removeTenantExport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description `id` of the export */
                export: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getTenantExportFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `id` of the export */
                export: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                };
            };
            /** @description The bytes that the Range header asks for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createTenantExportTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description `id` of the export */
                export: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA",
                     *       "expiresAt": "2026-11-24T09:01:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Part of user name, name or e-mail address */
                search?: string;
                role?: "viewer" | "operator" | "admin";
                /** @description Name used in topics and URLs */
                customRole?: string;
                /** @description Only users that are (true) or are not (false) disabled */
                disabled?: "true" | "false";
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: id, username, displayName, email, role, customRole, tenant, units, disabled, mustChangePassword, createdAt, secondFactor, lastLoginAt
                 * @example id,username
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0b6e7a52-5a0c-4c6b-9a53-0d6a2b3c9f10",
                     *           "username": "kim@aqua",
                     *           "displayName": "Kim Berg",
                     *           "email": "kim@example.com",
                     *           "role": "operator",
                     *           "tenant": "aqua",
                     *           "units": [
                     *             "boiler-1"
                     *           ],
                     *           "disabled": false,
                     *           "mustChangePassword": true,
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "secondFactor": true,
                     *           "lastLoginAt": "2026-11-27T06:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "kim@aqua",
                 *       "displayName": "Kim Berg",
                 *       "email": "kim@example.com",
                 *       "role": "operator",
                 *       "units": [
                 *         "boiler-1"
                 *       ],
                 *       "password": "window otter seven lantern"
                 *     }
                 */
                "application/json": components["schemas"]["UserInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b6e7a52-5a0c-4c6b-9a53-0d6a2b3c9f10",
                     *       "username": "kim@aqua",
                     *       "displayName": "Kim Berg",
                     *       "email": "kim@example.com",
                     *       "role": "operator",
                     *       "tenant": "aqua",
                     *       "units": [
                     *         "boiler-1"
                     *       ],
                     *       "disabled": false,
                     *       "mustChangePassword": true,
                     *       "createdAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["OverQuota"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b6e7a52-5a0c-4c6b-9a53-0d6a2b3c9f10",
                     *       "username": "kim@aqua",
                     *       "displayName": "Kim Berg",
                     *       "email": "kim@example.com",
                     *       "role": "operator",
                     *       "tenant": "aqua",
                     *       "units": [
                     *         "boiler-1"
                     *       ],
                     *       "disabled": false,
                     *       "mustChangePassword": true,
                     *       "createdAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "viewer",
                 *       "units": null
                 *     }
                 */
                "application/json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b6e7a52-5a0c-4c6b-9a53-0d6a2b3c9f10",
                     *       "username": "kim@aqua",
                     *       "displayName": "Kim Berg",
                     *       "email": "kim@example.com",
                     *       "role": "viewer",
                     *       "tenant": "aqua",
                     *       "disabled": false,
                     *       "mustChangePassword": true,
                     *       "createdAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b6e7a52-5a0c-4c6b-9a53-0d6a2b3c9f10",
                     *       "username": "kim@aqua",
                     *       "displayName": "Kim Berg",
                     *       "email": "kim@example.com",
                     *       "role": "operator",
                     *       "tenant": "aqua",
                     *       "units": [
                     *         "boiler-1"
                     *       ],
                     *       "disabled": false,
                     *       "mustChangePassword": true,
                     *       "createdAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateProfile: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "displayName": "Kim Berg"
                 *     }
                 */
                "application/json": components["schemas"]["ProfilePatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b6e7a52-5a0c-4c6b-9a53-0d6a2b3c9f10",
                     *       "username": "kim@aqua",
                     *       "displayName": "Kim Berg",
                     *       "email": "kim@example.com",
                     *       "role": "operator",
                     *       "tenant": "aqua",
                     *       "units": [
                     *         "boiler-1"
                     *       ],
                     *       "disabled": false,
                     *       "mustChangePassword": true,
                     *       "createdAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listOwnSessions: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: id, createdAt, lastSeenAt, expiresAt, from, userAgent, actingTenant, current
                 * @example id,createdAt
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "pW3mN0b2TqyBzvJ0k3Qx7A",
                     *           "createdAt": "2026-11-27T06:00:00.000Z",
                     *           "lastSeenAt": "2026-11-27T09:00:00.000Z",
                     *           "expiresAt": "2026-12-04T09:00:00.000Z",
                     *           "from": "192.0.2.17",
                     *           "userAgent": "Mozilla/5.0",
                     *           "current": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended": 2
                     *     }
                     */
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    endOwnSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listUserSessions: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: id, createdAt, lastSeenAt, expiresAt, from, userAgent, actingTenant, current
                 * @example id,createdAt
                 */
                fields?: string;
            };
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "pW3mN0b2TqyBzvJ0k3Qx7A",
                     *           "createdAt": "2026-11-27T06:00:00.000Z",
                     *           "lastSeenAt": "2026-11-27T09:00:00.000Z",
                     *           "expiresAt": "2026-12-04T09:00:00.000Z",
                     *           "from": "192.0.2.17",
                     *           "userAgent": "Mozilla/5.0",
                     *           "current": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended": 3
                     *     }
                     */
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    endUserSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listPermissions: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: permission, description, role, withinUnits, givable
                 * @example permission,description
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "permission": "alarm:acknowledge",
                     *           "description": "Acknowledge alarms and reset latched ones",
                     *           "role": "operator",
                     *           "withinUnits": true,
                     *           "givable": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PermissionList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listRoles: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
                /**
                 * @description Only these fields of the items, separated by commas: key, name, description, permissions, role, users, createdAt, updatedAt
                 * @example key,name
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "shift-lead",
                     *           "name": "Shift lead",
                     *           "description": "Sees everything, acknowledges and shelves, writes nothing to the field",
                     *           "permissions": [
                     *             "unit:read",
                     *             "sensor:read",
                     *             "reading:read",
                     *             "alarm:read",
                     *             "alarm:acknowledge",
                     *             "alarm:shelve"
                     *           ],
                     *           "role": "operator",
                     *           "users": 3,
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "updatedAt": "2026-11-27T09:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CustomRoleList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "shift-lead",
                 *       "name": "Shift lead",
                 *       "description": "Sees everything, acknowledges and shelves, writes nothing to the field",
                 *       "permissions": [
                 *         "unit:read",
                 *         "sensor:read",
                 *         "reading:read",
                 *         "alarm:read",
                 *         "alarm:acknowledge",
                 *         "alarm:shelve"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RoleInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "shift-lead",
                     *       "name": "Shift lead",
                     *       "description": "Sees everything, acknowledges and shelves, writes nothing to the field",
                     *       "permissions": [
                     *         "unit:read",
                     *         "sensor:read",
                     *         "reading:read",
                     *         "alarm:read",
                     *         "alarm:acknowledge",
                     *         "alarm:shelve"
                     *       ],
                     *       "role": "operator",
                     *       "users": 0,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CustomRole"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the client has; when it has not changed the answer is 304 without content.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "shift-lead",
                     *       "name": "Shift lead",
                     *       "description": "Sees everything, acknowledges and shelves, writes nothing to the field",
                     *       "permissions": [
                     *         "unit:read",
                     *         "sensor:read",
                     *         "reading:read",
                     *         "alarm:read",
                     *         "alarm:acknowledge",
                     *         "alarm:shelve"
                     *       ],
                     *       "role": "operator",
                     *       "users": 3,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CustomRole"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    deleteRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Name used in topics and URLs */
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    updateRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.
                 * @example "8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Name used in topics and URLs */
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Shift leader"
                 *     }
                 */
                "application/json": components["schemas"]["RolePatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "shift-lead",
                     *       "name": "Shift leader",
                     *       "description": "Sees everything, acknowledges and shelves, writes nothing to the field",
                     *       "permissions": [
                     *         "unit:read",
                     *         "sensor:read",
                     *         "reading:read",
                     *         "alarm:read",
                     *         "alarm:acknowledge",
                     *         "alarm:shelve"
                     *       ],
                     *       "role": "operator",
                     *       "users": 3,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "updatedAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CustomRole"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    healthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "parts": [
                     *         {
                     *           "name": "database",
                     *           "status": "ok"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            429: components["responses"]["RateLimited"];
            /** @description It cannot serve requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "parts": [
                     *         {
                     *           "name": "database",
                     *           "status": "ok"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            504: components["responses"]["Timeout"];
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "operator@aqua",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["LoginInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJFZERTQSIsImtpZCI6Ik…",
                     *       "refresh_token": "pW3mN0b2TqyBzvJ0k3Qx7A.5kX0…",
                     *       "expires_in": 900,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["TokenSet"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "pW3mN0b2TqyBzvJ0k3Qx7A.5kX0…"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJFZERTQSIsImtpZCI6Ik…",
                     *       "refresh_token": "pW3mN0b2TqyBzvJ0k3Qx7A.5kX0…",
                     *       "expires_in": 900,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["TokenSet"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "42",
                     *       "username": "viewer@aqua",
                     *       "role": "viewer",
                     *       "homeTenant": "aqua",
                     *       "tenant": "aqua",
                     *       "permissions": [
                     *         "unit:read",
                     *         "sensor:read",
                     *         "reading:read",
                     *         "live:subscribe"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    switchTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tenant": "aqua"
                 *     }
                 */
                "application/json": components["schemas"]["SwitchTenantInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJFZERTQSIsImtpZCI6Ik…",
                     *       "expires_in": 900,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["AccessToken"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "required": false,
                     *       "recoveryCodes": 10
                     *     }
                     */
                    "application/json": components["schemas"]["MfaStatus"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    enrolMfa: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                     *       "uri": "otpauth://totp/ThermaCore:operator%40aqua?issuer=ThermaCore&secret=JBSWY3DPEHPK3PXP",
                     *       "qr": "<svg …>"
                     *     }
                     */
                    "application/json": components["schemas"]["MfaEnrolment"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    confirmMfa: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "492039"
                 *     }
                 */
                "application/json": components["schemas"]["MfaCode"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recoveryCodes": [
                     *         "7c2v-9m4k-d0xr-3ptb",
                     *         "h1ke-52wq-zn8s-6gfa"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery",
                 *       "code": "492039"
                 *     }
                 */
                "application/json": components["schemas"]["MfaProof"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recoveryCodes": [
                     *         "7c2v-9m4k-d0xr-3ptb",
                     *         "h1ke-52wq-zn8s-6gfa"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    disableMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery",
                 *       "code": "492039"
                 *     }
                 */
                "application/json": components["schemas"]["MfaProof"];
            };
        };
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    resetMfa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listLockedUsers: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: username, tenant, failures, since, until
                 * @example username,tenant
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "username": "operator@aqua",
                     *           "tenant": "aqua",
                     *           "failures": 31,
                     *           "since": "2026-11-27T09:00:00.000Z",
                     *           "until": "2026-11-27T09:12:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LockedUserList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    unlockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listSigningKeys: {
        parameters: {
            query?: {
                /**
                 * @description Only these fields of the items, separated by commas: kid, createdAt, signs, until
                 * @example kid,createdAt
                 */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "kid": "5kX0pW3mN0b2TqyBzvJ0kA",
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "signs": true,
                     *           "until": "2027-02-25T09:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SigningKeyList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    rotateSigningKeys: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.
                 * @example 4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "kid": "5kX0pW3mN0b2TqyBzvJ0kA",
                     *           "createdAt": "2026-11-27T09:00:00.000Z",
                     *           "signs": true,
                     *           "until": "2027-02-25T09:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SigningKeyList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    setUserPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "window otter seven lantern"
                 *     }
                 */
                "application/json": components["schemas"]["TemporaryPassword"];
            };
        };
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "oldPassword": "window otter seven lantern",
                 *       "newPassword": "paper harbour nineteen moss"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    healthLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Liveness"];
                };
            };
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonWebKeySet"];
                };
            };
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                problem: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/api/v1/problems/not-found",
                     *       "title": "Not found",
                     *       "status": 404
                     *     }
                     */
                    "application/json": components["schemas"]["ProblemKind"];
                };
            };
            400: components["responses"]["Invalid"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
}
