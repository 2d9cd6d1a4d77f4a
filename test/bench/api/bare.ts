/**
 * The smallest server that does only this: Express, the token verified with jose, the answer made of an object in memory.
 * Argument: port, number of sensors. Prints `token …`, then `ready`.
 */
import express from 'express';
import { SignJWT, generateKeyPair, jwtVerify } from 'jose';

const [port = '', sensors = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  const token = await new SignJWT({ tenant: 'aqua', role: 'viewer' })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
    .setIssuer('bench')
    .setAudience('bench')
    .setSubject('1')
    .setExpirationTime('1h')
    .sign(privateKey);
  const items = Array.from({ length: Number(sensors) }, (_, i) => ({
    unit: 'bench',
    sensor: `s${i}`,
    timestamp: new Date().toISOString(),
    value: 20 + i / 7,
    quality: 'good',
  }));
  const app = express();
  app.get('/api/v1/readings/latest', (request, response, next) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    jwtVerify(given, publicKey, { issuer: 'bench', audience: 'bench' }).then(
      () => response.json({ items }),
      next,
    );
  });
  app.listen(Number(port), '127.0.0.1', () => {
    console.log(`token ${JSON.stringify(token)}`);
    console.log('ready');
  });
}

void main();
