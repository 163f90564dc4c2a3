import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { UpdateSettings } from '../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { faultsOf } from '../../orchestrator/core/pipeline/transitions/change-faults.ts';
import { stepsOf } from '../../orchestrator/integrations/gitops/steps.ts';
import { adoptDefinition } from '../../orchestrator/runtime/interpreter/adopt-definition.ts';
import {
  createInterpreter,
  type Interpreter,
} from '../../orchestrator/runtime/interpreter/interpreter.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import { createTraffic } from '../../orchestrator/runtime/traffic/traffic.ts';
import { openWorkspaceFile } from '../../orchestrator/runtime/workspace/workspace-file.ts';
import { edited, everySetting, FULL } from '../support/every-setting.ts';
import { eventually } from '../support/eventually.ts';
import { fleet, startFakeLoop, stopFakeLoop } from '../support/fake-loop.ts';
import { createFakeClock } from '../support/fakes/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startTestWebhooks, withWebhook } from '../support/test-webhooks.ts';
import { walkthrough } from '../support/walkthrough.ts';
import { answers, startReceiver } from '../support/webhook-receiver.ts';

/** Lists that the state is a function of: what is decided and deployed follows them at the event of the edit. */
const PIPELINE = [
  ...['environments', 'regions', 'stacks', 'dynamicConfigs', 'gates', 'segments', 'pipelines'],
  'changeWindows',
  'prices',
  'policies',
  'program',
  'probe',
];

/** What else there is, and how an edit of it acts while an orchestrator runs; of a section, or of one setting. */
const ACTS: Record<string, () => void | Promise<void>> = {
  'updates.resyncEvery': async () => {
    const one = await startUpdates({ resyncEveryMs: 600_000 });
    await one.clock.advance(60_000);
    await one.edit({ resyncEveryMs: 90_000 });
    await one.clock.advance(30_000);
    expect(one.calls()).toEqual(['a', 'a refreshed']);
    await one.finish();
    await one.edit({ resyncEveryMs: 0 });
    await one.clock.advance(3_600_000);
    await one.edit({ resyncEveryMs: 600_000 });
    await one.settle();
    expect(one.calls()).toEqual(['a', 'a refreshed', 'a refreshed']);
  },
  'updates.timeout': async () => {
    const one = startFakeLoop({ definition: fleet(['a'], { timeoutMs: 900_000 }) });
    one.loop.requestAll();
    await one.clock.advance(60_000);
    one.loop.follow(fleet(['a'], { timeoutMs: 30_000 }));
    await one.settle();
    expect(one.reports).toMatchObject([{ message: 'the update took longer than 30s' }]);
  },
  'updates.maxParallel': async () => {
    const one = startFakeLoop({ definition: fleet(['a', 'b'], { maxParallel: 1 }) });
    one.loop.requestAll();
    await one.settle();
    one.loop.follow(fleet(['a', 'b'], { maxParallel: 2 }));
    await one.settle();
    expect(one.engine.running()).toBe(2);
  },
  'updates.onFailure': async () => {
    const stop = { maxParallel: 1, onFailure: 'stop' } as const;
    const one = startFakeLoop({ definition: fleet(['a', 'b'], stop) });
    one.loop.requestAll();
    await one.settle();
    await one.finish(new AppError('UPDATE_FAILED', 'broken'));
    expect([one.engine.calls.length, one.loop.heartbeat().stoppedBy]).toEqual([1, 'a']);
    one.loop.follow(fleet(['a', 'b'], { ...stop, onFailure: 'go-on' }));
    await one.settle();
    expect([one.engine.calls.length, one.loop.heartbeat().stoppedBy]).toEqual([2, null]);
  },
  contracts: async () => {
    const interpreter = startInterpreter();
    const adopt = (literals: string) => {
      const environments = [FULL.environments[0], { name: 'f', values: { cache: 'f-cache' } }];
      const file = { ...FULL, environments, contracts: { literals } };
      return adoptDefinition(interpreter, parsed(JSON.stringify(file)));
    };
    const change = () =>
      interpreter.submit({
        type: 'config-changed',
        config: 'colorteller',
        change: { defaultValue: { color: 'blue', env: { CACHE: 'f-cache' } } },
        ...{ actor: 'a', reason: null },
      });
    await adopt('error');
    await expect(change()).rejects.toThrow('"f-cache" is "cache" of environment f');
    await adopt('off');
    await change();
  },
  traffic: async () => {
    const clock = createFakeClock();
    const traffic = createTraffic({
      definition: { ...walkthrough(), traffic: { isOn: true, rate: 5 } },
      defaultHost: 'process:///here',
      clock,
      ask: () => Promise.resolve({ status: 200, latencyMs: 1, color: null, configVersion: null }),
      faultFor: () => Promise.resolve({}),
      isDeployed: () => true,
      onSet: () => undefined,
    });
    traffic.follow({ ...walkthrough(), traffic: { isOn: true, rate: 7 } });
    expect(traffic.view()).toMatchObject({ isOn: true, ratePerSecond: 7 });
    traffic.follow({ ...walkthrough(), traffic: { isOn: false, rate: 7 } });
    expect(traffic.view()).toMatchObject({ isOn: false });
    await traffic.stop();
  },
  webhooks: async () => {
    await using folder = await tempFolder();
    await using gone = await startReceiver(answers(500));
    await using receiver = await startReceiver();
    const clock = createFakeClock();
    await using run = await startTestWebhooks(withWebhook(gone.url), {
      folder: folder.path,
      clock,
    });
    await run.hold('a');
    await eventually('a pause', () => (run.status().nextTryAtMs === null ? undefined : true));
    await run.adopt(withWebhook(receiver.url));
    await eventually('the delivery', () => (receiver.received.length > 1 ? true : undefined));
  },
  gitops: () => {
    const { definition, state } = contextOf(startInterpreter());
    const event = {
      type: 'definition-changed',
      definition,
      actor: 'a',
      reason: null,
      atMs: 0,
    } as const;
    expect(stepsOf(state, state, event)).toMatchObject([{ subject: 'Follow the definition' }]);
  },
  faults: async () => {
    const interpreter = startInterpreter();
    await adoptDefinition(interpreter, parsed(JSON.stringify(FULL)));
    await adoptDefinition(interpreter, parsed(edited('faults.plan.0.kind')));
    const { definition, state } = contextOf(interpreter);
    expect(faultsOf(definition, state)[0]?.kind).toBe('breaks');
  },
  /** The one that has to wait: what is deployed stays where its state is. */
  backend: async () => {
    await using folder = await tempFolder();
    const full = parsed(JSON.stringify(FULL));
    await writeFile(path.join(folder.path, WORKSPACE_FILE), JSON.stringify(FULL));
    const file = await openWorkspaceFile({
      folder: folder.path,
      started: full,
      interpreter: startInterpreter(),
      clock: createFakeClock(),
      log: pino({ level: 'silent' }),
      allowsDelete: () => true,
      isDeployed: () => true,
      onProblem: () => undefined,
    });
    await file.adopt({ definition: full });
    expect(file.problem()).toBeNull();
    await file.adopt({ definition: parsed(edited('backend')) });
    expect(file.problem()).toMatch(/^backend: postgres:\S+ takes effect at the next start/);
    await file.adopt({ definition: full });
    expect(file.problem()).toBeNull();
    await file.close();
  },
};

const parsed = (text: string) => parseDefinition(text, 'w.json');

function startInterpreter(): Interpreter {
  return createInterpreter({
    definition: parsed(JSON.stringify(FULL)),
    store: createMemoryEventStore(),
    clock: createFakeClock(),
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
}

const contextOf = (interpreter: Interpreter) => ({
  definition: interpreter.definition(),
  state: interpreter.state(),
});

/** A loop of one stack, which is updated once. */
async function startUpdates(updates: UpdateSettings) {
  const one = startFakeLoop({ definition: fleet(['a'], updates) });
  one.loop.requestAll();
  await one.settle();
  await one.finish();
  return {
    ...one,
    calls: () =>
      one.engine.calls.map(({ stack, refresh }) => (refresh ? `${stack} refreshed` : stack)),
    edit: async (next: UpdateSettings) => {
      one.loop.follow(fleet(['a'], next));
      await one.settle();
    },
  };
}

afterEach(stopFakeLoop);

/** But the one that only editors read. */
const settings = everySetting().filter((setting) => setting !== '$schema');

describe('an edit of a setting while an orchestrator runs', () => {
  it('is in the definition in effect, whichever setting it is', async () => {
    const full = parsed(JSON.stringify(FULL));
    for (const setting of settings) {
      const interpreter = startInterpreter();
      await adoptDefinition(interpreter, full);
      const file = parsed(edited(setting));
      await adoptDefinition(interpreter, file);
      expect(interpreter.definition(), setting).toEqual(JSON.parse(JSON.stringify(file)));
      expect(interpreter.definition(), `${setting} is another`).not.toEqual(
        JSON.parse(JSON.stringify(full)),
      );
    }
  });

  it('is known to act at once, or to say that it does not', () => {
    const known = [...PIPELINE, ...Object.keys(ACTS)];
    const isKnown = (setting: string) =>
      known.some((part) => setting === part || setting.startsWith(`${part}.`));
    expect(settings.filter((setting) => !isKnown(setting))).toEqual([]);
  });

  it.each(Object.entries(ACTS))('acts: %s', (_, acts) => acts());
});
