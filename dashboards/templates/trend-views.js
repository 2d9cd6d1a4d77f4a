/** Saved views of the page Trends. It has `views`, `pens`, `shown`, `name`, `share`, and asks with `ask`. */
export default {
  askViews() {
    this.viewPages = [];
    this.viewing = this.ask('views', 'list', { query: { limit: 100 } });
  },
  takeViews({ operation, payload, serial }) {
    if (operation !== 'list') {
      this.fault = '';
      if (operation === 'create') this.shown = payload.id;
      return this.askViews();
    }
    if (serial !== this.viewing) return;
    this.viewPages.push(payload.items);
    /* One's own and those of a good many colleagues: what is more than that nobody reads through. */
    if (payload.nextCursor && this.viewPages.length < 20)
      this.viewing = this.ask('views', 'list', { query: { limit: 100, cursor: payload.nextCursor } });
    else this.views = this.viewPages.flat();
  },
  open(view) {
    this.shown = view.id;
    this.name = view.name;
    this.showSpan(view.span);
    this.setPens(this.named(view.sensors.map(({ unit, sensor }) => unit + '/' + sensor)));
  },
  named(places) {
    return places.map((place) => this.sensors.find((item) => item.place === place)).filter(Boolean);
  },
  save() {
    const span = this.live ? { kind: 'last', ms: Math.round(this.span) } : { kind: 'fixed', ...this.view };
    const sensors = this.pens.map(({ unit, sensor }) => ({ unit, sensor }));
    this.ask('views', 'create', { payload: { name: this.name, sensors, span, shared: this.share } });
  },
  drop(view) {
    this.ask('views', 'delete', { params: { view: view.id } });
  },
};
