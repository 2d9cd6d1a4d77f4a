/**
 * Lets work on one thing go one after another, in the order of arrival; work on different things does not wait. Whoever
 * waits is a request, of which the API bounds the number and the time.
 */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  /** Things that somebody works on. */
  get size(): number {
    return this.last.size;
  }

  async take<T>(thing: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(thing);
    const { promise: mine, resolve: done } = Promise.withResolvers<void>();
    this.last.set(thing, mine);
    await before;
    try {
      return await work();
    } finally {
      done();
      if (this.last.get(thing) === mine) this.last.delete(thing);
    }
  }
}
