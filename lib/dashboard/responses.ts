import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Headers of every answer under the dashboards' path. */
export function withPageHeaders(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'SAMEORIGIN');
  // `no-referrer` would make browsers send `Origin: null` with our own forms.
  response.setHeader('referrer-policy', 'same-origin');
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.end(text);
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(body));
}

/** 303: the browser asks for the target with GET, also after a POST (RFC 9110 §15.4.4). */
export function redirect(response: ServerResponse, to: string): void {
  response.statusCode = 303;
  response.setHeader('location', to);
  response.setHeader('cache-control', 'no-store');
  response.end();
}

/** A page that loads nothing and runs only what carries its nonce. */
export function sendPage(response: ServerResponse, status: number, render: (nonce: string) => string): void {
  const nonce = randomBytes(16).toString('base64');
  withPageHeaders(response);
  response.statusCode = status;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.setHeader(
    'content-security-policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data:; ` +
      `form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  response.end(render(nonce));
}
