import assert from 'node:assert/strict';
import { askPlatform } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import apiIn = require('../../nodes/api-in/api-in');
import apiOut = require('../../nodes/api-out/api-out');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000003';
const nodes = [security, apiIn, apiOut];
const hello = {
  operation: 'own',
  operationId: 'hello',
  method: 'GET',
  path: '/hello',
  permission: 'public',
  summary: 'Says hello',
  responseSchema: '{"type":"object","properties":{"hello":{"type":"string"}},"required":["hello"]}',
};
/** `in` → outputs "asked"; the test plays the flow between and sends to `out`. */
const flowWith = (settings: object = {}) => [
  { id: SECURITY, type: 'thermacore-security' },
  { id: 'in', type: 'thermacore-api-in', security: SECURITY, ...hello, wires: [['asked']] },
  { id: 'out', type: 'thermacore-api-out', ...settings },
];

describe('thermacore-api-out', () => {
  it('answers a request with a message that was cloned and changed on its way', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, flowWith({ headers: '{"x-plant":"north"}' }));
    const answer = request(undefined, 'GET', '/api/v1/hello');
    const { apiRequest } = await flow.next('asked');
    flow.send('out', structuredClone({ apiRequest, payload: { hello: 'plant' } }));
    const { status, body, headers } = await answer;
    assert.deepEqual([status, body, headers['x-plant']], [200, { hello: 'plant' }, 'north']);
  });

  it('gives the status of its form, never one left in the message', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, flowWith({ statusCode: '201' }));
    const answer = request(undefined, 'GET', '/api/v1/hello');
    flow.send('out', {
      ...(await flow.next('asked')),
      payload: { hello: 'plant' },
      statusCode: 404,
      headers: { 'x-other': '1' },
    });
    const { status, headers } = await answer;
    assert.deepEqual([status, headers['x-other']], [201, undefined]);
  });

  it('turns msg.error into a problem with the status of its code', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, flowWith());
    const answer = request(undefined, 'GET', '/api/v1/hello');
    const error = { code: 'conflict', message: 'It is there already.', advice: 'Choose another.' };
    flow.send('out', { ...(await flow.next('asked')), error });
    const { status, body, headers } = await answer;
    assert.equal(status, 409);
    assert.equal(headers['content-type'], 'application/problem+json');
    const { detail, advice } = body as { detail: string; advice: string };
    assert.deepEqual([detail, advice], [error.message, error.advice]);
  });

  it('tells the client nothing of what a catch node caught', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, flowWith());
    const answer = request(undefined, 'GET', '/api/v1/hello');
    const error = { message: 'password is hunter2', source: { id: 'x', type: 'function' } };
    flow.send('out', { ...(await flow.next('asked')), error });
    const { status, body } = await answer;
    assert.equal(status, 500);
    assert.doesNotMatch(JSON.stringify(body), /hunter2/);
  });

  it('shows an answer that does not fit its schema, and the client gets 500', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, flowWith());
    const answer = request(undefined, 'GET', '/api/v1/hello');
    flow.send('out', { ...(await flow.next('asked')), payload: { goodbye: 1 } });
    assert.equal((await answer).status, 500);
    assert.match(flow.errors('out').join(), /The answer does not fit the operation "hello"/);
  });

  it('warns about a second answer; the first counts', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, flowWith());
    const answer = request(undefined, 'GET', '/api/v1/hello');
    const message = await flow.next('asked');
    flow.send('out', { ...message, payload: { hello: 'first' } });
    flow.send('out', { ...message, payload: { hello: 'second' } });
    assert.deepEqual((await answer).body, { hello: 'first' });
    await new Promise((resolve) => setImmediate(resolve));
    assert.match(flow.warnings('out').join(), /Nobody waits for this answer/);
    assert.equal(flow.status('out').text, 'nobody waits for this answer');
  });

  it('says what a message without a request lacks', async () => {
    askPlatform();
    const flow = await runFlow(nodes, [
      ...flowWith(),
      { id: 'c', type: 'catch', scope: null, wires: [['caught']] },
    ]);
    flow.send('out', { payload: 1 });
    const { message } = (await flow.next('caught'))['error'] as { message: string };
    assert.match(message, /belongs to no request.*"api in"/);
  });

  it('refuses headers that are not texts', async () => {
    askPlatform();
    const flow = await runFlow(nodes, flowWith({ headers: '{"x": 1}' }));
    assert.match(flow.errors('out').join(), /^headers: is not a JSON object of texts/);
  });
});
