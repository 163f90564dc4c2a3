import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../../../orchestrator/core/definition/walkthrough.ts';
import {
  chooseBackend,
  type BackendQuestion,
} from '../../../../../orchestrator/runtime/workspace/choose-backend.ts';
import {
  readDeployment,
  recordDeployment,
  type DeploymentRecord,
} from '../../../../../orchestrator/runtime/workspace/deployment-record.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

const PULUMI: DeploymentRecord = { engine: 'pulumi', runtime: 'process', provider: 'own' };
const SHARED = { ...PULUMI, backend: 's3://states' };
const nothing: BackendQuestion = {
  requested: undefined,
  defined: undefined,
  deployed: null,
  engine: 'pulumi',
};

describe('the backend of a workspace', () => {
  it.each<[string, Partial<BackendQuestion>, string | undefined]>([
    ['files in the workspace where nothing is said', {}, undefined],
    ['that of the workspace file', { defined: 'gs://states' }, 'gs://states'],
    ['that of the command line first', { requested: 'file', defined: 'gs://states' }, undefined],
    ['what is deployed, where nothing is said', { deployed: SHARED }, 's3://states'],
    [
      'what is deployed, named again',
      { deployed: SHARED, requested: 's3://states' },
      's3://states',
    ],
    ['files, named again', { deployed: PULUMI, requested: 'file' }, undefined],
  ])('is %s', (_, question, backend) => {
    expect(chooseBackend({ ...nothing, ...question })).toBe(backend);
  });

  it.each<[string, Partial<BackendQuestion>, string, string]>([
    [
      'a password',
      { requested: 'postgres://ann:hunter2@db/pulumi' },
      'BAD_INPUT',
      'the backend postgres://ann:HIDDEN@db/pulumi is refused: leave the credentials out',
    ],
    [
      'a secret in its query',
      { requested: 'postgres://db/pulumi?password=hunter2&sslmode=disable' },
      'BAD_INPUT',
      'the backend postgres://db/pulumi?password=HIDDEN&sslmode=disable is refused',
    ],
    ['an unknown kind', { requested: 'ftp://states' }, 'BAD_INPUT', 'write file, or a URL'],
    ['no URL', { requested: 'ann:hunter2@//x@y' }, 'BAD_INPUT', 'write file, or a URL'],
    [
      'another than is deployed',
      { deployed: SHARED, defined: 'gs://states' },
      'DEPLOYED_OTHERWISE',
      'this workspace is deployed with backend s3://states, not gs://states',
    ],
    [
      'one for an engine that has none',
      { engine: 'embedded', requested: 's3://states' },
      'BAD_INPUT',
      'the engine "embedded" has no backend s3://states',
    ],
  ])('is refused: %s', (_, question, code, message) => {
    const choose = () => chooseBackend({ ...nothing, ...question });
    expect(choose).toThrow(expect.objectContaining({ code }) as Error);
    expect(choose).toThrow(message);
    expect(choose).not.toThrow('hunter2');
  });

  it('is recorded with the deployment', async () => {
    await using folder = await tempFolder();
    for (const record of [SHARED, PULUMI]) {
      await recordDeployment(folder.path, record);
      expect(await readDeployment(folder.path)).toEqual(record);
    }
  });

  it('is read from the workspace file, where a password is refused and not shown', () => {
    const file = (backend: string) =>
      `${walkthroughFile(WALKTHROUGH_PORTS)}backend: '${backend}'\n`;
    expect(parseDefinition(file('s3://states'), 'f').backend).toBe('s3://states');
    const parse = () => parseDefinition(file('postgres://ann:hunter2@db/pulumi'), 'f');
    expect(parse).toThrow('backend: leave the credentials out');
    expect(parse).not.toThrow('hunter2');
  });
});
