import { MAX_TEXT_LENGTH, type ReadingValue } from '../core/reading';
import { ThermaCoreError } from '../core/errors';
import { unitConversion } from '../telemetry/units-of-measure';
import { MISFITS, isMisfit, type Misfit } from './misfit';
import type { GatewayRule } from './rule';
import { targetType, type Shape, type TextCoding } from './types';

/** The value as the target will have it, or why it cannot. */
export type Fit = (value: ReadingValue) => ReadingValue | Misfit;
type NumberFit = (value: number) => ReadingValue | Misfit;
type Step = (value: number) => number;

const GREATEST_SINGLE = (2 - 2 ** -23) * 2 ** 127;
/** Twice what rounding to single precision changes: only what is too small for it loses more. */
const SINGLE_STEP = 2 ** -23;

const { over, under, rounding, inexact, notFinite, text, notAState, tooLong, characters } = MISFITS;

/** Linear scale, then unit of measure; undefined: as it is. */
function stepOf({ factor = 1, add = 0, from, to }: GatewayRule): Step | undefined {
  const conversion = from !== undefined && to !== undefined ? unitConversion(from, to) : undefined;
  if (factor === 1 && add === 0) return conversion;
  return conversion ? (value) => conversion(value * factor + add) : (value) => value * factor + add;
}

/** One closure for a rule: steps, limits, then the type. Throws `configuration` for limits that do not fit themselves. */
export function compileFit(rule: GatewayRule): Fit {
  const shape = targetType(rule.protocol, rule.type)?.shape ?? { kind: 'any' };
  const step = stepOf(rule);
  const { low, high } = rule;
  const fitType = shapeFit(shape, rule);
  if (step === undefined && low === undefined && high === undefined) return fitType;
  const overHigh = high === undefined ? over : limitOf('high', high, over, rule, fitType);
  const underLow = low === undefined ? under : limitOf('low', low, under, rule, fitType);
  return (value) => {
    if (typeof value === 'string') return text;
    const number = step ? step(Number(value)) : Number(value);
    if (high !== undefined && number > high) return overHigh;
    if (low !== undefined && number < low) return underLow;
    return fitType(step === undefined ? value : number);
  };
}

function limitOf(field: 'low' | 'high', limit: number, misfit: Misfit, rule: GatewayRule, fit: Fit): Misfit {
  const fitted = fit(limit);
  if (isMisfit(fitted))
    throw new ThermaCoreError('configuration', `${field} does not fit ${rule.type} itself.`, {
      field,
      advice: 'Choose a limit that the target’s point can say.',
    });
  return rule.clamp ? { ...misfit, clamped: fitted } : misfit;
}

function shapeFit(shape: Shape, rule: GatewayRule): Fit {
  switch (shape.kind) {
    case 'whole':
      return ofNumber(wholeFit(shape, rule));
    case 'single':
      return ofNumber(singleFit(rule));
    case 'double':
      return ofNumber(doubleFit(rule));
    case 'state':
      return stateFit;
    case 'text':
      return textFit(shape, rule);
    case 'any':
      return anyFit;
  }
}

const ofNumber =
  (fit: NumberFit): Fit =>
  (value) => {
    if (typeof value === 'string') return text;
    const number = Number(value);
    return Number.isFinite(number) ? fit(number) : notFinite;
  };

/** Where it is cut off, in the sensor's unit of measure: a negative scale does not turn round what is over. */
function ends(least: number, most: number, { scale, offset, clamp }: GatewayRule) {
  const isTurned = scale < 0;
  const end = (raw: number, misfit: Misfit): Misfit =>
    clamp ? { ...misfit, clamped: raw * scale + offset } : misfit;
  return { above: end(most, isTurned ? under : over), below: end(least, isTurned ? over : under) };
}

function wholeFit({ least, most }: { least: number; most: number }, rule: GatewayRule): NumberFit {
  const { scale, offset, tolerance } = rule;
  const { above, below } = ends(least, most, rule);
  const isWide = most === Number.MAX_SAFE_INTEGER;
  return (value) => {
    const whole = Math.round((value - offset) / scale);
    if (isWide && !Number.isSafeInteger(whole)) return inexact;
    if (whole > most) return above;
    if (whole < least) return below;
    const told = whole * scale + offset;
    return tolerance !== undefined && Math.abs(told - value) > tolerance ? rounding : told;
  };
}

function singleFit(rule: GatewayRule): NumberFit {
  const { scale, offset, tolerance } = rule;
  const { above, below } = ends(-GREATEST_SINGLE, GREATEST_SINGLE, rule);
  return (value) => {
    const raw = (value - offset) / scale;
    const single = Math.fround(raw);
    if (!Number.isFinite(single)) return raw > 0 ? above : below;
    if (Math.abs(single - raw) > Math.abs(raw) * SINGLE_STEP) return rounding;
    const told = single * scale + offset;
    return tolerance !== undefined && Math.abs(told - value) > tolerance ? rounding : told;
  };
}

function doubleFit({ scale, offset, tolerance }: GatewayRule): NumberFit {
  if (scale === 1 && offset === 0) return (value) => value;
  return (value) => {
    const told = ((value - offset) / scale) * scale + offset;
    if (!Number.isFinite(told)) return notFinite;
    return tolerance !== undefined && Math.abs(told - value) > tolerance ? rounding : told;
  };
}

const stateFit: Fit = (value) => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return text;
  return value === 1 ? true : value === 0 ? false : notAState;
};

const anyFit: Fit = (value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : notFinite;
  return typeof value === 'string' ? unicodeFit(value, MAX_TEXT_LENGTH) : value;
};

/** Half of a surrogate pair is no character, and becomes another one on the way. */
const unicodeFit = (given: string, most: number): string | Misfit =>
  given.length > most ? tooLong : given.isWellFormed() ? given : characters;

function textFit(shape: TextCoding, { length }: GatewayRule): Fit {
  const fit = shape.coding === 'registers' ? registersFit(2 * length) : utf8Fit(shape);
  return (value) => (typeof value === 'number' && !Number.isFinite(value) ? notFinite : fit(String(value)));
}

/** What is filled up with zeros or blanks cannot say those at its end. */
const registersFit =
  (most: number) =>
  (given: string): string | Misfit => {
    if (given.length > most) return tooLong;
    for (let at = 0; at < given.length; at++) {
      const code = given.charCodeAt(at);
      if (code === 0 || code > 0xff) return characters;
    }
    return given.trimEnd() === given ? given : characters;
  };

const utf8Fit =
  ({ most, unit }: { readonly most: number; readonly unit: 'octets' | 'characters' }) =>
  (given: string): string | Misfit => {
    if (unit === 'characters') return unicodeFit(given, most);
    if (Buffer.byteLength(given, 'utf8') > most) return tooLong;
    return given.endsWith('\0') ? characters : unicodeFit(given, most);
  };
