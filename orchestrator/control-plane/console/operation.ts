import type { UnstampedEvent } from '../../core/pipeline/event.ts';
import type { ReleaseArchive } from '../../runtime/interpreter/release-archive.ts';
import type { History } from './history.ts';
import type { Pagination } from './paginate.ts';
import type { By, Plan } from './save.ts';
import type { Context } from '../../core/pipeline/state.ts';

/** What an operation works on. */
export interface ConsoleAccess {
  /** Definition and state as they are now. */
  context(): Context;
  history(): History;
  archive: ReleaseArchive;
  /** Pipeline time. */
  nowMs(): number;
  /** Carries out a plan that is made, and checked, at its turn. @throws AppError the refusal. */
  save(by: By, make: (context: Context) => Plan): Promise<void>;
  /** Submits an action on a release. */
  act(event: ReleaseActionEvent): Promise<void>;
}

/** An action on a release, before it has a time. */
export type ReleaseActionEvent = Extract<
  UnstampedEvent,
  { type: `release-${string}` | `phase-${string}` }
>;

/** One request, checked by the published document. */
export interface Call {
  access: ConsoleAccess;
  by: By;
  /** By the names in the published path. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string | string[]>>;
  body: Readonly<Record<string, unknown>>;
  /** Path and query as they were requested. */
  address: string;
}

/** Body of a success. */
export interface ConsoleAnswer {
  message: string;
  data?: unknown;
  pagination?: Pagination;
}

/** What one published operation does here. */
export type Operation = (call: Call) => ConsoleAnswer | Promise<ConsoleAnswer>;
