/** The switch's task list: `sched_hangup` and friends by group (a leg's uuid) and id, on whole seconds as the real one. */
import type { Timer } from '../../app/ports/system.js';
import type { Millis } from '../../core/units.js';

interface Task { readonly id: number; readonly group: string; readonly about: string; readonly timer: Timer }

export class Scheduler {
  readonly #tasks = new Map<number, Task>();
  readonly #groups = new Map<string, Set<Task>>();
  #id = 0;

  constructor(private readonly later: (after: Millis, run: () => void) => Timer) {}

  add(group: string, about: string, after: Millis, run: () => void): number {
    const id = ++this.#id;
    const timer = this.later(after, () => {
      this.#drop(task);
      run();
    });
    const task: Task = { id, group, about, timer };
    this.#tasks.set(id, task);
    const mates = this.#groups.get(group);
    if (mates) mates.add(task);
    else this.#groups.set(group, new Set([task]));
    return id;
  }

  /** `sched_del`: an id, or a group. Gives how many were taken away. */
  remove(which: string): number {
    const byId = /^\d+$/.test(which) ? this.#tasks.get(Number(which)) : undefined;
    const doomed = byId ? [byId] : [...(this.#groups.get(which) ?? [])];
    for (const task of doomed) {
      task.timer.cancel();
      this.#drop(task);
    }
    return doomed.length;
  }

  clear(): void {
    for (const task of this.#tasks.values()) task.timer.cancel();
    this.#tasks.clear();
    this.#groups.clear();
  }

  #drop(task: Task): void {
    this.#tasks.delete(task.id);
    const mates = this.#groups.get(task.group);
    mates?.delete(task);
    if (mates?.size === 0) this.#groups.delete(task.group);
  }

  list(): readonly { readonly id: number; readonly group: string; readonly about: string }[] { return [...this.#tasks.values()]; }
}
