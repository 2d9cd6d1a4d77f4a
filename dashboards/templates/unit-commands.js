/** The commands of the page Unit. It has `target`, `writable`, `point`, `wanted`, `asking`, `waiting` and `list`. */
export default {
  /* What stands in the form stays: nobody loses half a value because the plant was asked for again. */
  prepare() {
    if (this.target) return;
    this.point = this.writable.length ? this.writable[0].key : '';
    this.suggest();
  },
  suggest() {
    const { latest, type } = this.target || {};
    this.wanted = type === 'boolean' ? String(!(latest && latest.value)) : latest ? String(latest.value) : '';
    this.asking = false;
  },
  /* Only what was asked about goes out; of a field that is empty `Number` would make 0. */
  write() {
    if (!this.asking || !this.target || this.wanted === '') return;
    const { type, key } = this.target;
    const value =
      type === 'boolean' ? this.wanted === 'true' : type === 'number' ? Number(this.wanted) : this.wanted;
    this.asking = false;
    this.waiting = true;
    this.fault = '';
    this.ask('commands', 'create', { payload: { unit: this.key, sensor: key, value } });
  },
  confirm(item) {
    this.ask('commands', 'confirm', { params: { command: item.id }, payload: {} });
  },
  takeCommand(command) {
    this.waiting = false;
    if (command.unit !== this.key) return;
    this.list = [command, ...this.list.filter((item) => item.id !== command.id)].slice(0, 6);
  },
};
