import { describe, expect, it } from 'vitest';
import { classifyFailure, updateConflict } from '../../../../infra/engine/classify-failure.ts';
import type { ResourceChange } from '../../../../orchestrator/ports/update-event.ts';

const change = (name: string): ResourceChange => ({
  urn: `urn:pulumi:s::colorteller::docker:index/container:Container::${name}`,
  type: 'docker:index/container:Container',
  name,
  operation: 'create',
  properties: [],
});
const step = (text: string, name = 'west-0') => ({ change: change(name), text });

describe('classifyFailure', () => {
  it.each([
    ['its cause', [step('[PORT_IN_USE] Port 1 is taken.')], 'PORT_IN_USE', false],
    ['a passing cause', [step('[DOCKER_UNAVAILABLE] No daemon.')], 'DOCKER_UNAVAILABLE', true],
    [
      'a cause in the middle of a text',
      [step('1 error occurred:\n\t* [REGION_NOT_READY] West.')],
      'REGION_NOT_READY',
      false,
    ],
    [
      'the one cause of several steps',
      [step('[IMAGE_MISSING] No a.'), step('[IMAGE_MISSING] No b.', 'east-0')],
      'IMAGE_MISSING',
      false,
    ],
    [
      'several causes',
      [step('[IMAGE_MISSING] No a.'), step('[DOCKER_UNAVAILABLE] No daemon.', 'east-0')],
      'UPDATE_FAILED',
      false,
    ],
    ['a text without a code', [step('it broke')], 'UPDATE_FAILED', false],
    ['an unknown code', [step('[ODD] it broke')], 'UPDATE_FAILED', false],
    ['a fault of the provider', [step('[INTERNAL] it broke')], 'UPDATE_FAILED', false],
    ['no step', [], 'UPDATE_FAILED', false],
  ])('gives %s the code of it', (_what, steps, code, retryable) => {
    expect(classifyFailure({ stack: 's', steps })).toMatchObject({ code, retryable });
  });

  it("takes the CLI's word that a URN is registered twice as a failure of the program", () => {
    const { urn } = change('same');
    const diagnostics = [
      `Duplicate resource URN '${urn}'; try giving it a unique name`,
      'Error: failed to register new resource same',
    ];
    const error = classifyFailure({ stack: 's', steps: [], diagnostics });
    expect(error).toMatchObject({
      code: 'PROGRAM_FAILED',
      message: 'the program registers two Containers with the name "same"',
    });
  });

  it('reports one failure in a sentence and several in a list', () => {
    const one = step('[IMAGE_MISSING] No a.');
    expect(classifyFailure({ stack: 's', steps: [one] }).message).toBe(
      'The update of stack s failed: create of Container west-0: No a.',
    );
    const steps = [one, step('it broke', 'east-0')];
    expect(classifyFailure({ stack: 's', steps }).message).toBe(
      [
        'The update of stack s failed: ',
        '  - create of Container west-0: No a.',
        '  - create of Container east-0: it broke',
      ].join('\n'),
    );
  });

  it.each([
    [['the engine said so'], 'The update of stack s failed: the engine said so'],
    [[], 'The update of stack s failed: the engine gave no reason.'],
  ])('reports the diagnostics %j where no resource failed', (diagnostics, message) => {
    expect(classifyFailure({ stack: 's', steps: [], diagnostics }).message).toBe(message);
  });

  it('leaves out diagnostics beside failed resources', () => {
    const steps = [step('[IMAGE_MISSING] No a.')];
    const { message } = classifyFailure({ stack: 's', steps, diagnostics: ['update failed'] });
    expect(message).not.toContain('update failed');
  });
});

describe('updateConflict', () => {
  it('names who holds the lock', () => {
    const holder = { file: '/locks/1.json', pid: 7, hostname: 'elsewhere', username: 'ann' };
    expect(updateConflict('s', [holder])).toMatchObject({
      code: 'UPDATE_CONFLICT',
      retryable: false,
      message:
        'Another update of stack s is in progress: locked by process 7 of ann on elsewhere (/locks/1.json).',
    });
  });
});
