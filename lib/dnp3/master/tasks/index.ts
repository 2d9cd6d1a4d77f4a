import type { TimeSync } from '../config';
import type { MasterRequest } from '../request';
import { assignClassTask } from './assign-class';
import { attributesTask } from './attributes';
import { classTask } from './classes';
import { commandTask } from './command';
import { deadbandTask } from './deadbands';
import { freezeTask } from './freeze';
import { rangeTask } from './read';
import { restartTask } from './restart';
import type { Task } from './task';
import { timeTask } from './time';
import { unsolicitedTask } from './unsolicited';

/** The conversation that a request of a user asks for. */
export function taskOf(request: MasterRequest, timeSync: TimeSync): Task {
  switch (request.kind) {
    case 'read':
      return rangeTask(request.headers);
    case 'classes':
      return classTask(`poll of class ${request.classes.join(', ')}`, request.classes);
    case 'operate':
      return commandTask(request.mode, request.controls);
    case 'freeze':
      return freezeTask(request);
    case 'restart':
      return restartTask(request.cold);
    case 'time':
      return timeTask(timeSync);
    case 'assign-class':
      return assignClassTask(request.class, request.headers);
    case 'deadbands':
      return deadbandTask(request.variation, request.deadbands);
    case 'unsolicited':
      return unsolicitedTask(request.enable, request.classes);
    case 'attributes':
      return attributesTask();
  }
}
