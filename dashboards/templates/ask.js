/**
 * How the administration pages ask the API: by the session of the browser, through the dashboards' own path. Pages keep what
 * comes of it in `fault` (one sentence) and `fields` (a sentence for each field), and have `allowed` and `zone`.
 */
export default {
  /** Answers with what the API answered; throws its problem (RFC 9457), in words also where it has none. */
  async call(method, path, body) {
    const base = (this.setup && this.setup.basePath) || '/dashboard';
    const options = { method, cache: 'no-store', signal: AbortSignal.timeout(60000) };
    if (body !== undefined)
      Object.assign(options, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    let response;
    try {
      response = await fetch(base + '/api/v1' + path, options);
    } catch {
      throw { detail: 'No connection. Nothing was changed as far as this page knows.' };
    }
    const text = await response.text();
    let answer;
    try {
      answer = text === '' ? undefined : JSON.parse(text);
    } catch {
      answer = { detail: text.slice(0, 200) };
    }
    if (response.ok) return answer;
    throw answer || { detail: 'The server answered with status ' + response.status + '.' };
  },
  /** As `call`; what goes wrong is shown, and the answer is undefined then. */
  async ask(method, path, body) {
    this.fields = [];
    this.fault = '';
    this.busy = true;
    try {
      return (await this.call(method, path, body)) ?? true;
    } catch (problem) {
      this.blame(problem);
      return undefined;
    } finally {
      this.busy = false;
    }
  },
  /** All items of a list, page by page; a list without end is cut. */
  async all(path) {
    const items = [];
    let cursor = '';
    for (let page = 0; page < 20; page++) {
      const more = cursor ? '&cursor=' + encodeURIComponent(cursor) : '';
      const answer = await this.call('GET', path + (path.includes('?') ? '&' : '?') + 'limit=200' + more);
      items.push(...answer.items);
      cursor = answer.nextCursor || '';
      if (!cursor) break;
    }
    return items;
  },
  blame({ detail, advice, errors = [] }) {
    const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1).replace(/[^.!?]$/, '$&.');
    this.fields = errors.map((one) => ({ field: one.field, reason: sentence(one.detail) }));
    // Advice for programs names paths of the API, which help nobody here.
    const helps = advice && !/\/api\/|GET |POST |PUT |PATCH |DELETE /.test(advice);
    this.fault = sentence(detail || 'This did not work.') + (helps ? ' ' + advice : '');
  },
  /** What is wrong with a field or a part of it. */
  wrong(path) {
    const of = this.fields.filter(({ field }) => field === path || field.startsWith(path + '.'));
    return of.map(({ reason }) => reason).join(' ');
  },
  /** Browsers offer their clipboard to pages over TLS and of this machine only. */
  async copyText(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      this.fault = 'The browser does not let this page copy. Select the text and copy it by hand.';
      return false;
    }
  },
  may(permission) {
    return this.allowed.includes(permission);
  },
  readSession() {
    const { timezone = 'UTC', may = '' } = document.documentElement.dataset;
    this.zone = timezone;
    this.allowed = may.split(' ');
  },
  timeOf(time) {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: this.zone,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }).format(new Date(time));
  },
};
