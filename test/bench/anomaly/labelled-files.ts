import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ThermaCoreError, messageOf } from '../../../lib/core/errors';
import type { Window } from './nab';

/** A series from a file, and the rows of its anomalies. */
export interface LabelledFile {
  readonly name: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly windows: readonly Window[];
}

const wrong = (field: string, message: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, {
    field,
    advice: 'Files have the header timestamp,value; labels are {"folder/file.csv": [["from", "to"], …]}.',
  });

/** A stamp without a zone is UTC. */
const timeOf = (text: string): number =>
  Date.parse(
    /[zZ]$|[+-]\d\d:?\d\d$/.test(text)
      ? text
      : `${text
          .trim()
          .replace(' ', 'T')
          .replace(/(\.\d{3})\d*$/, '$1')}Z`,
  );

/** All CSV files of a folder that the labels name. Throws in words that name the file and the line. */
export function readLabelled(folder: string, labels: string): LabelledFile[] {
  let windows: Record<string, unknown>;
  try {
    windows = JSON.parse(readFileSync(labels, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw wrong('--labels', `${labels} cannot be read: ${messageOf(error)}.`);
  }
  const files = globSync('**/*.csv', { cwd: folder })
    .sort()
    .filter((name) => name in windows);
  if (files.length === 0) throw wrong('--data', `No file of ${folder} has labels in ${labels}.`);
  return files.map((name) => {
    const { times, values } = readSeries(join(folder, name), name);
    return { name, times, values, windows: windowsOf(windows[name], times, name) };
  });
}

function readSeries(path: string, name: string): { times: number[]; values: number[] } {
  const times: number[] = [];
  const values: number[] = [];
  const lines = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/);
  lines.slice(1).forEach((line, i) => {
    const [stamp = '', value = ''] = line.split(',');
    const at = timeOf(stamp);
    if (Number.isNaN(at) || value.trim() === '')
      throw wrong(name, `${name}, line ${i + 2}: "${line.slice(0, 80)}" is no timestamp with a value.`);
    times.push(at);
    values.push(Number(value));
  });
  return { times, values };
}

function windowsOf(labels: unknown, times: readonly number[], name: string): Window[] {
  if (!Array.isArray(labels)) throw wrong(name, `The labels of ${name} are no list.`);
  return labels.map((label: unknown, i): Window => {
    const [from, to] = Array.isArray(label) ? label.map((one) => timeOf(String(one))) : [];
    const first = from === undefined ? -1 : times.findIndex((at) => at >= from);
    const last = to === undefined ? -1 : times.findLastIndex((at) => at <= to);
    if (first < 0 || last < first) throw wrong(name, `Label ${i + 1} of ${name} names no time of the file.`);
    return [first, last];
  });
}
