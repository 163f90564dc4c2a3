import path from 'node:path';
import {
  credentials,
  InterceptingCall,
  type Interceptor,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import analyzer from '@pulumi/pulumi/proto/analyzer_grpc_pb.js';
import proto from '@pulumi/pulumi/proto/analyzer_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import struct, { type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb.js';
import { z } from 'zod';
import type { Clock } from '../../orchestrator/common/clock.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';
import type { PolicyPackSpec, PolicyViolation } from '../../orchestrator/ports/policy.ts';
import { startPlugin } from '../provider/plugin-server.ts';
import { packRuntime } from './pack-project.ts';
import { onOneLine, packFailed, packFailureOf } from './policy-errors.ts';

/** A resource as policies see it. */
export interface PolicyResource {
  urn: string;
  type: string;
  name: string;
  inputs: Readonly<Record<string, unknown>>;
  dependencies: readonly string[];
  isProtected: boolean;
}

/** The policy packs of one update: they run as processes until this is disposed. */
export interface Policies extends AsyncDisposable {
  /** What a resource breaks by itself. @throws AppError POLICY_PACK_FAILED */
  ofResource(resource: PolicyResource): Promise<PolicyViolation[]>;
  /** What all resources of a stack break: each by itself, and together. @throws AppError POLICY_PACK_FAILED */
  ofStack(resources: readonly PolicyResource[]): Promise<PolicyViolation[]>;
}

export interface StartPoliciesOptions {
  packs: readonly PolicyPackSpec[];
  clock: Clock;
  /** Ends the processes, too. */
  signal?: AbortSignal | undefined;
  /** Called with each line that a pack prints. */
  onPrint?: (line: string) => void;
  /** Longest that a policy may take for one resource, in milliseconds; default: 30 s. */
  answerWithinMs?: number;
}

/**
 * Starts each pack in a process of its own, and speaks Pulumi's analyzer protocol to it, as Pulumi's engine does.
 * A remediation is never applied: it counts as a violation of a mandatory policy.
 * @throws AppError POLICY_PACK_FAILED
 */
export async function startPolicies({
  packs,
  clock,
  signal,
  onPrint = () => undefined,
  answerWithinMs = ANSWER_WITHIN_MS,
}: StartPoliciesOptions): Promise<Policies> {
  const how = { clock, signal, onPrint, answerWithinMs };
  const starts = await Promise.allSettled(packs.map((spec) => startPack(spec, how)));
  const running = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async () => {
    await Promise.all(running.map((pack) => pack[Symbol.asyncDispose]()));
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const all = async (ask: (pack: RunningPack) => Promise<PolicyViolation[]>) =>
    (await Promise.all(running.map(ask))).flat();
  const ofResource = (resource: PolicyResource) => all((pack) => pack.ofResource(resource));
  return {
    ofResource,
    ofStack: async (list) => [
      ...(await Promise.all(list.map(ofResource))).flat(),
      ...(await all((pack) => pack.ofStack(list))),
    ],
    [Symbol.asyncDispose]: stop,
  };
}

interface RunningPack extends AsyncDisposable {
  ofResource(resource: PolicyResource): Promise<PolicyViolation[]>;
  ofStack(resources: readonly PolicyResource[]): Promise<PolicyViolation[]>;
}

/** A policy that never ends would hold its stack. Its pack ends itself then. */
const ANSWER_WITHIN_MS = 30_000;

/** Resources wait for each other in a pack: how much longer it may be silent, before this side ends it. */
const PATIENCE_MS = 30_000;

const { ADVISORY, DISABLED, MANDATORY, REMEDIATE } = proto.EnforcementLevel;
const LEVELS = { advisory: ADVISORY, disabled: DISABLED, mandatory: MANDATORY };

async function startPack(
  spec: PolicyPackSpec,
  { clock, signal, onPrint, answerWithinMs }: Omit<Required<StartPoliciesOptions>, 'packs'>,
): Promise<RunningPack> {
  const { folder } = spec;
  await checkRuntime(folder);
  const entry = distPath('infra/policy/run-pack.js');
  const server = await startPlugin({
    ...{ clock, entry, cwd: folder, args: [`--answer-within=${answerWithinMs}`] },
    onStderr: (line) => {
      if (line !== '' && packFailureOf(line) === undefined) {
        onPrint(`policy pack ${path.basename(folder)}: ${line}`);
      }
    },
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw error instanceof AppError ? notStarted(folder, error) : error;
  });
  const client = new analyzer.AnalyzerClient(
    `127.0.0.1:${server.port}`,
    credentials.createInsecure(),
    { interceptors: [answerWithin(answerWithinMs + PATIENCE_MS)] },
  );
  const stop = async (): Promise<void> => {
    client.close();
    await server.stop();
  };
  const onAbort = () => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });

  const answer = async <Response>(
    ask: (done: (error: ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> => {
    try {
      return await new Promise((resolve, reject) =>
        ask((error, response) => (error === null ? resolve(response) : reject(error))),
      );
    } catch (error) {
      signal?.throwIfAborted();
      const { code, details } = error as ServiceError;
      if (code === status.UNAVAILABLE) {
        await server.stop();
        const failure = packFailureOf((await server.exited).stderr.join('\n'));
        if (failure !== undefined) throw failure;
      }
      const isLate = code === status.DEADLINE_EXCEEDED;
      const late = `it does not answer within ${(answerWithinMs + PATIENCE_MS) / 1_000} s`;
      throw packFailed(folder, isLate ? late : onOneLine(details), error);
    }
  };

  try {
    const info = await answer<InstanceType<typeof proto.AnalyzerInfo>>((done) =>
      client.getAnalyzerInfo(new empty.Empty(), done),
    );
    const { configuration, doesRemediate } = configurationOf(spec, info);
    await answer((done) => client.configure(configuration, done));

    const ofResource = async (resource: PolicyResource) => {
      const request = requestOf(resource);
      const pack = info.getName();
      const response = await answer<InstanceType<typeof proto.AnalyzeResponse>>((done) =>
        client.analyze(request, done),
      );
      const broken = response
        .getDiagnosticsList()
        .map((diagnostic) => violationOf(diagnostic, [resource], resource));
      if (!doesRemediate) return broken;
      const remediation = await answer<InstanceType<typeof proto.RemediateResponse>>((done) =>
        client.remediate(request, done),
      );
      const changes = remediation.getRemediationsList().filter((one) => one.hasProperties());
      return [...broken, ...changes.map((one) => remediated(pack, one.getPolicyname(), resource))];
    };
    const ofStack = async (resources: readonly PolicyResource[]) => {
      const request = new proto.AnalyzeStackRequest();
      request.setResourcesList(resources.map(stackResourceOf));
      const response = await answer<InstanceType<typeof proto.AnalyzeResponse>>((done) =>
        client.analyzeStack(request, done),
      );
      return response.getDiagnosticsList().map((diagnostic) => violationOf(diagnostic, resources));
    };
    return {
      ofResource,
      ofStack,
      [Symbol.asyncDispose]: async () => {
        signal?.removeEventListener('abort', onAbort);
        await stop();
      },
    };
  } catch (error) {
    signal?.removeEventListener('abort', onAbort);
    await stop();
    throw error;
  }
}

function answerWithin(ms: number): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall({ ...options, deadline: Date.now() + ms }));
}

/** The pack of another language needs Pulumi's language host. */
async function checkRuntime(folder: string): Promise<void> {
  const runtime = (await packRuntime(folder)) ?? 'none';
  if (runtime === 'nodejs' || runtime === 'colorteller') return;
  throw packFailed(
    folder,
    `the embedded engine runs packs of runtime nodejs, and PulumiPolicy.yaml says ${runtime}`,
  );
}

function notStarted(folder: string, error: AppError): AppError {
  const { why, stderr } = z
    .object({ why: z.string(), stderr: z.array(z.string()) })
    .parse(error.details);
  const words = stderr.join('\n').trim();
  return packFailureOf(words) ?? packFailed(folder, words === '' ? why : words, error);
}

/** The levels and properties of the policies; those that are not named keep what the pack says. */
function configurationOf(
  { folder, config }: PolicyPackSpec,
  info: InstanceType<typeof proto.AnalyzerInfo>,
) {
  const levels = new Map(
    info.getPoliciesList().map((policy) => [policy.getName(), policy.getEnforcementlevel()]),
  );
  const configuration = new proto.ConfigureAnalyzerRequest();
  const given = configuration.getPolicyconfigMap();
  for (const [name, initial] of info.getInitialconfigMap().entries()) given.set(name, initial);
  for (const [name, { enforcementLevel, ...properties }] of Object.entries(config)) {
    const level = levels.get(name);
    if (level === undefined) throw unknownPolicy(folder, name, [...levels.keys()]);
    const policy = new proto.PolicyConfig();
    policy.setEnforcementlevel(enforcementLevel === undefined ? level : LEVELS[enforcementLevel]);
    policy.setProperties(struct.Struct.fromJavaScript(properties));
    given.set(name, policy);
    levels.set(name, policy.getEnforcementlevel());
  }
  return { configuration, doesRemediate: [...levels.values()].includes(REMEDIATE) };
}

function unknownPolicy(folder: string, name: string, names: readonly string[]): AppError {
  return packFailed(folder, `it has no policy ${name}; it has: ${names.join(', ')}`);
}

function optionsOf({ isProtected }: PolicyResource) {
  const options = new proto.AnalyzerResourceOptions();
  options.setProtect(isProtected);
  return options;
}

function propertiesOf({ inputs }: PolicyResource) {
  return struct.Struct.fromJavaScript(inputs as Record<string, JavaScriptValue>);
}

function requestOf(resource: PolicyResource) {
  const request = new proto.AnalyzeRequest();
  request.setUrn(resource.urn);
  request.setType(resource.type);
  request.setName(resource.name);
  request.setProperties(propertiesOf(resource));
  request.setOptions(optionsOf(resource));
  return request;
}

function stackResourceOf(resource: PolicyResource) {
  const item = new proto.AnalyzerResource();
  item.setUrn(resource.urn);
  item.setType(resource.type);
  item.setName(resource.name);
  item.setProperties(propertiesOf(resource));
  item.setOptions(optionsOf(resource));
  item.setDependenciesList([...resource.dependencies]);
  return item;
}

/** @param usual the resource, where the policy names none. */
function violationOf(
  diagnostic: InstanceType<typeof proto.AnalyzeDiagnostic>,
  resources: readonly PolicyResource[],
  usual?: PolicyResource,
): PolicyViolation {
  const resource = resources.find(({ urn }) => urn === diagnostic.getUrn()) ?? usual;
  return {
    pack: diagnostic.getPolicypackname(),
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === ADVISORY ? 'advisory' : 'mandatory',
    message: onOneLine(diagnostic.getMessage()),
    resource: resource === undefined ? null : { urn: resource.urn, name: resource.name },
  };
}

/** What a remediation is to us. */
export function remediated(
  pack: string,
  policy: string,
  { urn, name }: { urn: string; name: string },
): PolicyViolation {
  const message =
    'It would change the resource, and remediations are never applied. Change the value yourself.';
  return { pack, policy, level: 'mandatory', message, resource: { urn, name } };
}
