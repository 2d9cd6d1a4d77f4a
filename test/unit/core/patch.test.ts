import assert from 'node:assert/strict';
import { z } from 'zod';
import { patchOf } from '../../../lib/core/patch';

describe('the schema of a PATCH body', () => {
  const Thing = z.object({
    name: z.string().min(1).describe('Shown to people'),
    decimals: z.int().min(0).default(1).describe('Decimal places'),
    area: z.string().optional(),
    note: z.string().optional().default('none'),
    limit: z.number().nullable().default(null),
  });
  const Patch = patchOf(Thing);

  it('keeps what is there and adds nothing: no default overwrites a field that the client left out', () => {
    for (const body of [
      { name: 'a' },
      { decimals: 3 },
      { area: 'north' },
      { note: 'x', limit: 4 },
      { limit: null },
    ])
      assert.deepEqual(Patch.parse(body), body);
  });

  it('takes null for a field that it may clear, and says so', () => {
    const Clearing = patchOf(Thing, ['area']);
    assert.deepEqual(Clearing.parse({ area: null }), { area: null });
    assert.ok(!Clearing.safeParse({ area: 4 }).success);
    assert.ok(!Clearing.safeParse({ name: null }).success);
    const { properties } = z.toJSONSchema(Clearing) as {
      properties: Record<string, { description?: string }>;
    };
    assert.match(properties['area']?.description ?? '', /null clears it/);
  });

  it('checks what is there as the whole schema does', () => {
    for (const body of [
      { name: '' },
      { decimals: -1 },
      { decimals: 'two' },
      { name: null },
      { limit: 'high' },
    ])
      assert.ok(!Patch.safeParse(body).success, JSON.stringify(body));
  });

  it('refuses fields that it does not know, by name', () => {
    const { error } = Patch.safeParse({ name: 'a', nmae: 'b' });
    assert.match(error!.message, /nmae/);
  });

  it('refuses a body that changes nothing', () => {
    assert.match(Patch.safeParse({}).error!.message, /at least one field/);
    assert.ok(!Patch.safeParse(null).success);
  });

  it('shows in OpenAPI as all optional, without defaults, with the descriptions', () => {
    const schema = z.toJSONSchema(Patch) as {
      required?: string[];
      properties: Record<string, Record<string, unknown>>;
    };
    assert.equal(schema.required, undefined);
    for (const field of Object.values(schema.properties)) assert.ok(!('default' in field));
    assert.equal(schema.properties['name']?.['description'], 'Shown to people');
    assert.equal(schema.properties['decimals']?.['description'], 'Decimal places');
  });

  it('leaves the schema that it was made from as it is', () => {
    assert.equal(Thing.parse({ name: 'a' }).decimals, 1);
  });
});
