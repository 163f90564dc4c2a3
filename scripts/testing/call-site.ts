import { AssertionError } from 'node:assert';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/** More lines of a refusal, between its message and what to do next. */
export type Explain = (error: AppError) => Promise<readonly string[]>;

/**
 * The kit, or a function of it, as a test calls it: what it throws begins, in its stack, at the line of the test, and a
 * refusal says its code and what to do next in the message, which is all that some test runners print.
 */
export function atCallSite<Part extends object>(part: Part, explain?: Explain): Part {
  const inner = new Map<unknown, object>();
  const wrapped = <T>(value: T): T | object => {
    if (!isPart(value)) return value;
    const found = inner.get(value) ?? atCallSite(value, explain);
    inner.set(value, found);
    return found;
  };
  const apply = (target: object, self: unknown, given: unknown[]): unknown => {
    const site = siteOf(apply);
    try {
      const result: unknown = Reflect.apply(target as () => unknown, self, given);
      if (!(result instanceof Promise)) return wrapped(result);
      return result.catch(async (error: unknown) => {
        throw await located(error, site, explain);
      });
    } catch (error) {
      if (error instanceof Error) showSite(error, site);
      throw error;
    }
  };
  return new Proxy<Part>(part, {
    get: (target, key): unknown => wrapped<unknown>(Reflect.get(target, key)),
    apply,
  });
}

/** A function, or an object of functions; no answer, whose fields are data. */
function isPart(value: unknown): value is object {
  if (typeof value === 'function') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).some((field) => typeof field === 'function')
  );
}

/** What stands between a test and the function: Node.js, matchers of a test runner, and the kit itself. */
const IN_BETWEEN = /\((node:|native)|\/node_modules\/|\/scripts\/testing\/|<anonymous>/;

/** The stack from whoever called the function on. */
export function siteOf(call: (...given: never[]) => unknown): string {
  const at: { stack?: string } = {};
  // A program of Pulumi that is evaluated in the meantime switches stacks off for everybody.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  Error.captureStackTrace(at, call);
  Error.stackTraceLimit = limit;
  const frames = (at.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const first = frames.findIndex((frame) => !IN_BETWEEN.test(frame));
  return frames.slice(Math.max(0, first)).join('\n');
}

async function located(error: unknown, site: string, explain?: Explain): Promise<unknown> {
  if (error instanceof AppError && !sites.has(error)) {
    const { code, action } = error;
    const more = (await explain?.(error)) ?? [];
    const next = action === undefined ? [] : [`  next      ${action}`];
    error.message = [`${error.message} [${code}]`, ...more, ...next].join('\n');
    showSite(error, site);
  }
  if (error instanceof AssertionError) showSite(error, site);
  return error;
}

/** Errors that name the line of the test already: that of an action inside of `then.refused` is its own. */
const sites = new WeakSet<Error>();

/** Makes the stack of an error begin there, unless it begins at a line of the test already. */
export function showSite(error: Error, site: string): void {
  if (sites.has(error)) return;
  sites.add(error);
  error.stack = `${error.name}: ${error.message}\n${site}`;
}
