import { setImmediate as turn } from 'node:timers/promises';
import { type Output, output, runtime } from '@pulumi/pulumi';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { valueOf, waitForRPCs, withLocalStorage, withoutStackTraces } from '../pulumi-internals.ts';
import { registeredTwice } from '../classify-failure.ts';
import type { Program } from '../../../orchestrator/ports/engine.ts';
import { PROJECT } from '../stack-outputs.ts';

/** Properties as Pulumi's wire carries them. */
export type Bag = Readonly<Record<string, unknown>>;

/** A resource as a program registers it. */
export interface Registration {
  urn: string;
  type: string;
  name: string;
  /** False for a component: it groups others and has no provider. */
  isCustom: boolean;
  inputs: Bag;
  /** URNs of the resources that must exist first. */
  dependencies: string[];
  deleteBeforeReplace: boolean;
  /** It may be neither deleted nor replaced. */
  isProtected: boolean;
  /** Names of its resource options that this engine does not have. */
  unsupportedOptions: string[];
}

/** What a program gets back; without an id, all that depends on this resource's outputs is unknown. */
export interface Registered {
  id?: string;
  outputs: Bag;
  outcome: 'done' | 'failed' | 'skipped';
}

export interface EvaluateOptions {
  program: Program;
  stack: string;
  isPreview: boolean;
  /** Must not reject: a failure is an outcome. Not called after the end of the evaluation. */
  register: (registration: Registration) => Promise<Registered>;
}

/** The part of the SDK's request that we read. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Bag } | undefined;
  getDependenciesList(): string[];
  getDeletebeforereplace(): boolean;
  getProtect(): boolean;
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
  getAliasesList(): unknown[];
  getAliasurnsList(): string[];
  getImportid(): string;
  getDeletedwith(): string;
  getRetainondelete(): boolean | undefined;
}

/** `Result` of Pulumi's resource.proto: after the last two, the SDK takes the outputs as unknown. */
const RESULT = { done: 0, failed: 1, skipped: 2 } as const;

/**
 * Runs a program against Pulumi's own mocks, in a runtime state of its own, and resolves with its outputs when every
 * resource that it registers has been answered. As long as anything in the outputs is unknown, they are undefined.
 * @throws what the program throws.
 */
export function evaluateProgram(options: EvaluateOptions): Promise<Bag | undefined> {
  return withoutStackTraces(() => withLocalStorage(() => evaluate(options)));
}

async function evaluate(options: EvaluateOptions): Promise<Bag | undefined> {
  const { program, stack, isPreview } = options;
  await runtime.setMocks(
    {
      call: ({ token }) => refuse(`the provider function ${token}`),
      newResource: ({ type, name }) => refuse(`to read ${name} (${type}), which it did not create`),
    },
    PROJECT,
    stack,
    isPreview,
  );
  // Mocks get neither dependencies nor options, and can only succeed: so their monitor is replaced.
  const registrations = takeRegistrations(options);
  Object.assign(runtime.getMonitor() ?? {}, {
    registerResource: registrations.answer,
    // Of components: nothing reads them.
    registerResourceOutputs: (_: unknown, callback: (error: null, response: object) => void) =>
      callback(null, {}),
  });
  using uncaught = collectUncaught();
  try {
    const outputs = await program();
    await waitForRPCs();
    await uncaught.throwFirst();
    registrations.assertUnique();
    return await valueOf(output(outputs) as Output<Bag | undefined>);
  } finally {
    // A program that failed may go on, and one of its resources may wait for what never comes.
    await registrations.end();
  }
}

/** What a program has registered, each URN once. */
interface Registrations {
  answer: (request: RegisterRequest, callback: (error: null, response: object) => void) => void;
  /** @throws PROGRAM_FAILED when the program has registered a URN twice; the second was not answered with a resource. */
  assertUnique(): void;
  /** Takes no more. Resolves when those under way have been answered. */
  end(): Promise<void>;
}

function takeRegistrations({ register, stack }: EvaluateOptions): Registrations {
  const underWay = new Set<Promise<void>>();
  const urns = new Set<string>();
  let repeated: Registration | undefined;
  let isOver = false;

  const take = async (registration: Registration): Promise<Registered> => {
    const { urn } = registration;
    if (isOver) return { outputs: {}, outcome: 'skipped' };
    if (urns.has(urn)) {
      repeated ??= registration;
      return { outputs: {}, outcome: 'failed' };
    }
    urns.add(urn);
    return register(registration);
  };
  return {
    answer: (request, callback) => {
      const registration = registrationOf(request, stack);
      const answered = take(registration).then(({ id = '', outputs, outcome }) =>
        callback(null, {
          getUrn: () => registration.urn,
          getId: () => id,
          getObject: () => ({ toJavaScript: () => outputs }),
          getPropertydependenciesMap: () => undefined,
          getResult: () => RESULT[outcome],
        }),
      );
      underWay.add(answered);
      void answered.finally(() => underWay.delete(answered));
    },
    assertUnique: () => {
      if (repeated !== undefined) throw registeredTwice(repeated);
    },
    end: async () => {
      isOver = true;
      await Promise.all(underWay);
    },
  };
}

function registrationOf(request: RegisterRequest, stack: string): Registration {
  const type = request.getType();
  const name = request.getName();
  const parent = request.getParent();
  const qualified = parent === '' ? type : `${parent.split('::')[2] ?? ''}$${type}`;
  const dependencies = request.getDependenciesList();
  return {
    urn: `urn:pulumi:${stack}::${PROJECT}::${qualified}::${name}`,
    type,
    name,
    isCustom: request.getCustom(),
    inputs: request.getObject()?.toJavaScript() ?? {},
    dependencies: parent === '' ? dependencies : [...dependencies, parent],
    deleteBeforeReplace: request.getDeletebeforereplace(),
    isProtected: request.getProtect(),
    unsupportedOptions: unsupportedOptions(request),
  };
}

function unsupportedOptions(request: RegisterRequest): string[] {
  const isGiven = {
    ignoreChanges: request.getIgnorechangesList().length > 0,
    replaceOnChanges: request.getReplaceonchangesList().length > 0,
    aliases: request.getAliasesList().length > 0 || request.getAliasurnsList().length > 0,
    import: request.getImportid() !== '',
    deletedWith: request.getDeletedwith() !== '',
    retainOnDelete: request.getRetainondelete() === true,
  };
  return Object.entries(isGiven).flatMap(([option, given]) => (given ? [option] : []));
}

function refuse(what: string): never {
  throw new AppError('UPDATE_FAILED', `The embedded engine does not support ${what}.`, {
    action: 'Use the engine "pulumi" for this program.',
  });
}

/** An error inside an `apply` reaches no promise that we hold; the SDK's own hosts listen for it like this too. */
function collectUncaught(): Disposable & { throwFirst(): Promise<void> } {
  const found: unknown[] = [];
  const onRejection = (reason: unknown) => void found.push(reason);
  process.on('unhandledRejection', onRejection);
  return {
    throwFirst: async () => {
      // Node reports them when it has nothing else to do.
      await turn();
      if (found.length > 0) throw found[0];
    },
    [Symbol.dispose]: () => void process.off('unhandledRejection', onRejection),
  };
}
