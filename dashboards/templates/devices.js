/** What the parts of the devices page share: words and shapes of states, ages, and how they change over to each other. */
export default {
  stateWords() {
    return {
      connected: 'Connected',
      connecting: 'Connecting',
      degraded: 'Degraded',
      error: 'Error',
      'not-running': 'Not running',
      disabled: 'Switched off',
    };
  },
  stateShape(state) {
    const shapes = {
      connected: 'M5 12.5l4.5 4.5L19 7.5',
      connecting: 'M12 3.5a8.5 8.5 0 1 1-8.5 8.5M12 7.5v5l3.5 2',
      degraded: 'M12 3.5l9.5 16h-19zM12 10v4.5M12 17v.5',
      error: 'M8 3.5h8l4.5 4.5v8L16 20.5H8L3.5 16V8zM9 9l6 6M15 9l-6 6',
      'not-running': 'M12 3.5a8.5 8.5 0 1 0 .01 0M8 12h8',
      disabled: 'M8.5 5v14M15.5 5v14',
    };
    return shapes[state];
  },
  ms(time) {
    return time < 10 ? time.toFixed(1) + ' ms' : Math.round(time) + ' ms';
  },
  /** Needs `now`, by which what is shown gets older. */
  ageOf(time) {
    const s = Math.max(0, Math.round((this.now - Date.parse(time)) / 1000));
    if (s < 60) return s + ' s ago';
    return s < 7200 ? Math.round(s / 60) + ' min ago' : this.timeOf(time);
  },
  show(view, key) {
    document.dispatchEvent(new CustomEvent('thermacore:devices-view', { detail: { view, key } }));
  },
};
