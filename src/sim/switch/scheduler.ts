/** The switch's task list: `sched_hangup` and friends by group (a leg's uuid) and id, on whole seconds as the real one. */
import type { Timer } from '../../app/ports/system.js';
import type { Millis } from '../../core/units.js';

interface Task { readonly id: number; readonly group: string; readonly about: string; readonly timer: Timer }

export class Scheduler {
  readonly #tasks = new Map<number, Task>();
  #id = 0;

  constructor(private readonly later: (after: Millis, run: () => void) => Timer) {}

  add(group: string, about: string, after: Millis, run: () => void): number {
    const id = ++this.#id;
    const timer = this.later(after, () => {
      this.#tasks.delete(id);
      run();
    });
    this.#tasks.set(id, { id, group, about, timer });
    return id;
  }

  /** `sched_del`: an id, or a group. Gives how many were taken away. */
  remove(which: string): number {
    let removed = 0;
    for (const task of this.#tasks.values()) {
      if (task.group !== which && String(task.id) !== which) continue;
      task.timer.cancel();
      this.#tasks.delete(task.id);
      removed++;
    }
    return removed;
  }

  clear(): void {
    for (const task of this.#tasks.values()) task.timer.cancel();
    this.#tasks.clear();
  }

  list(): readonly { readonly id: number; readonly group: string; readonly about: string }[] { return [...this.#tasks.values()]; }
}
