/** Stands in for lib/analytics/tasks.ts: calculates without end, or fails as a bug would. */
export function perform({ task }: { readonly task: string }): string {
  if (task === 'describe') return 'described';
  if (task === 'matrix') throw new TypeError('a bug, with /a/path/of/ours in it');
  for (;;);
}
