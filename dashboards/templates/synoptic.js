/**
 * The drawing of the unit on the page Unit. It has `key`, `unit`, `rows`, `may`, `drawn` (units that have a drawing), `drawing` (as the API has it), `drawTag`, `draft`
 * (bindings being edited, or null), `picked`, `pickedText` and `drawFault`. Asked for by the session of the browser (ADR 38).
 */
export default {
  mayDraw() {
    return this.may.includes('unit:update');
  },
  /** Answers with the response; what went wrong is said beside the drawing. */
  async callDrawing(method, body) {
    const base = (this.setup && this.setup.basePath) || '/dashboard';
    const options = { method, cache: 'no-store', signal: AbortSignal.timeout(30000), headers: {} };
    if (body) {
      options.body = JSON.stringify(body);
      options.headers['content-type'] = 'application/json';
    }
    if (method !== 'GET') options.headers[this.drawTag ? 'if-match' : 'if-none-match'] = this.drawTag || '*';
    try {
      const response = await fetch(base + '/api/v1/units/' + this.key + '/synoptic', options);
      const text = await response.text();
      const answer = text ? JSON.parse(text) : undefined;
      if (response.ok || (method === 'GET' && response.status === 404)) return { response, answer };
      this.drawFault = answer.advice ? answer.detail + ' ' + answer.advice : answer.detail;
    } catch {
      this.drawFault = 'The drawing could not be reached.';
    }
    return undefined;
  },
  async askDrawing() {
    const key = this.key;
    if (!key || !this.drawn.includes(key)) return;
    const asked = await this.callDrawing('GET');
    /* The unit may be another by now; what is being edited is not taken away. */
    if (!asked || key !== this.key || this.draft) return;
    this.takeDrawing(asked.response.ok ? asked.answer : null, asked.response);
  },
  takeDrawn(units) {
    this.drawn = units;
    this.askDrawing();
  },
  takeDrawing(drawing, response) {
    this.drawing = drawing;
    this.drawTag = drawing ? response.headers.get('etag') || '' : '';
    this.drawFault = '';
  },
  forgetDrawing() {
    Object.assign(this, { drawing: null, drawTag: '', draft: null, picked: '', drawFault: '' });
    this.askDrawing();
  },
  async saveDrawing(svg, bindings) {
    const key = this.key;
    const put = await this.callDrawing('PUT', { svg, bindings });
    if (!put || key !== this.key) return false;
    if (!this.drawn.includes(key)) this.drawn.push(key);
    this.takeDrawing(put.answer, put.response);
    return true;
  },
  async upload(event) {
    const [file] = event.target.files;
    event.target.value = '';
    if (!file) return;
    if (file.size > 524288) {
      this.drawFault = 'The drawing is larger than 512 KiB.';
      return;
    }
    const svg = await file.text();
    const ids = new Set([...svg.matchAll(/\bid\s*=\s*["']([\w.-]+)["']/g)].map((found) => found[1]));
    const kept = (this.drawing ? this.drawing.bindings : []).filter(({ element }) => ids.has(element));
    if (await this.saveDrawing(svg, kept)) this.edit();
  },
  edit() {
    Object.assign(this, { draft: this.drawing.bindings.slice(), picked: '', drawFault: '' });
  },
  pick({ detail }) {
    this.picked = detail.element;
    this.pickedText = detail.text;
  },
  /** Of the element that is chosen; no sensor: it is drawn and no more. */
  bind(sensor) {
    const rest = this.draft.filter(({ element }) => element !== this.picked);
    const shows = this.pickedText ? 'text' : this.isSwitch(sensor) ? 'state' : 'level';
    this.draft = sensor ? [...rest, { element: this.picked, sensor, shows }] : rest;
  },
  isSwitch(sensor) {
    return this.unit.sensors.some((item) => item.key === sensor && item.type === 'boolean');
  },
  boundTo(element) {
    const found = this.draft.find((binding) => binding.element === element);
    return found ? found.sensor : '';
  },
  async keepDraft() {
    if (await this.saveDrawing(this.drawing.svg, this.draft)) this.draft = null;
  },
  async dropDrawing() {
    const key = this.key;
    const gone = await this.callDrawing('DELETE');
    if (!gone) return;
    this.drawn = this.drawn.filter((one) => one !== key);
    /* The unit may be another by now, whose drawing stays. */
    if (key === this.key) Object.assign(this, { drawing: null, drawTag: '', draft: null, picked: '' });
  },
};
