export { linesOf, type FileLine } from './lines';
export { LineMapper, STAMP_FORMATS, type FileMapping, type MappedLine } from './mapping';
