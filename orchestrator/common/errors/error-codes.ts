import { own } from '../own.ts';

function code(exit: number, http: number, meaning: string) {
  return { exit, http, meaning };
}

/**
 * Every code that an error may carry, with the exit status the CLI ends with and the HTTP status
 * the control plane answers with. docs/reference/errors.md is generated from this registry.
 *
 * Exit statuses: 1 something failed, 2 the input is wrong, 3 refused in the present state,
 * 4 something that is needed is missing on this machine, 5 the awaited state can no longer be reached,
 * 6 it was not reached in time.
 */
export const ERROR_CODES = {
  // Input
  BAD_INPUT: code(2, 400, 'A flag, argument or HTTP body is not valid.'),
  BODY_TOO_LARGE: code(2, 413, 'The request body exceeds the size limit.'),
  WORKSPACE_INVALID: code(2, 400, 'The workspace file is not valid.'),
  UNKNOWN_REGION: code(2, 404, 'No region has that name.'),
  UNKNOWN_CONFIG: code(2, 404, 'No dynamic config has that name.'),
  UNKNOWN_IMAGE: code(2, 400, 'A Docker host, or the version datastore, does not have that image.'),
  UNKNOWN_RELEASE: code(2, 404, 'No release has that id.'),
  INVALID_VALUE: code(2, 400, 'The value of a dynamic config is not valid.'),
  SPECS_TOO_LARGE: code(2, 413, 'Gates, configs and segments exceed what an SDK accepts.'),
  LINT_FINDINGS: code(1, 400, 'The linter found problems in the workspace file.'),
  // Refused in the present state
  NOTHING_ACTIVE: code(3, 409, 'The action needs an active release, and none is active.'),
  ACTION_REFUSED: code(3, 409, 'The state of the release does not allow this action.'),
  STALE_PHASE: code(3, 409, 'The action names a phase that is not the current one.'),
  STALE_CONFIG: code(3, 409, 'The config changed since you read it.'),
  RELEASE_ACTIVE: code(3, 409, 'A release of this config is still active.'),
  NO_CHANGE: code(3, 409, 'The new value equals the current one.'),
  HELD: code(3, 409, 'A hold blocks the rollout until it is lifted.'),
  WINDOW_CLOSED: code(3, 409, 'No change window is open now.'),
  SELF_APPROVAL: code(3, 409, 'The person who started the release may not approve this phase.'),
  AUTOMATION_HELD: code(
    3,
    409,
    'After an abort or rollback, only a person starts the next release.',
  ),
  PLAN_CHANGED: code(3, 409, 'The plan changed since the approval named it.'),
  PLAN_DELETES: code(
    3,
    409,
    'The plan of the phase deletes resources, and the approval does not allow that.',
  ),
  EDIT_DELETES: code(
    3,
    409,
    'An edit of the workspace file deletes what is deployed, and nobody has confirmed that.',
  ),
  PROTECTED: code(3, 409, 'The update would delete or replace a resource of a protected region.'),
  POLICY_VIOLATED: code(3, 409, 'The update would break a mandatory policy.'),
  POLICY_PACK_FAILED: code(
    1,
    500,
    'A policy pack does not start, or fails; nothing is updated without it.',
  ),
  CLOCK_IS_REAL: code(3, 409, 'Only a simulated clock can be moved.'),
  WORKSPACE_LOCKED: code(3, 409, 'Another orchestrator runs on this workspace.'),
  DEPLOYED_OTHERWISE: code(
    3,
    409,
    'The workspace is deployed with another engine, runtime or provider.',
  ),
  // The log
  LOG_TOO_NEW: code(1, 500, 'A newer ColorTeller wrote the event log.'),
  LOG_EXISTS: code(3, 409, 'The workspace already has an event log.'),
  LOG_DAMAGED: code(1, 500, 'The event log is damaged before its last record.'),
  LOG_WRITE_FAILED: code(1, 507, 'The event log cannot be written; nothing was changed.'),
  // The machine
  PULUMI_MISSING: code(4, 503, 'The Pulumi CLI is not installed.'),
  PULUMI_TOO_OLD: code(4, 503, 'The Pulumi CLI is too old.'),
  GIT_MISSING: code(4, 500, 'git is not installed.'),
  CHROMIUM_MISSING: code(4, 500, 'Chromium is not installed.'),
  DOCKER_UNAVAILABLE: code(4, 503, 'No Docker daemon answers.'),
  SETUP_FAILED: code(4, 500, 'A tool could not be installed.'),
  GITOPS_FAILED: code(1, 500, 'The Git repository of gitops cannot be used.'),
  WEBHOOK_FAILED: code(1, 502, 'A webhook could not be delivered.'),
  FILE_UNUSABLE: code(4, 500, 'A file or folder that is needed cannot be read or written.'),
  OUTPUT_FAILED: code(1, 500, 'The output of a command cannot be written.'),
  PORT_IN_USE: code(1, 409, 'Another program uses the port.'),
  // Regions and updates
  REGION_NOT_READY: code(1, 500, 'A region did not become ready in time.'),
  CONTAINER_DIED: code(1, 500, 'A container or process of a region exited.'),
  CONTAINER_GONE: code(1, 500, 'A container or process of a region was removed by hand.'),
  IMAGE_MISSING: code(1, 500, 'The Docker host does not have the image.'),
  SECRET_MISSING: code(4, 500, 'A secret that an environment refers to is not there.'),
  VERSION_EXISTS: code(3, 409, 'The tag already exists with different content.'),
  VERSIONS_DAMAGED: code(1, 500, 'A line of the version datastore is damaged.'),
  UPDATE_FAILED: code(1, 500, 'An update of a stack failed.'),
  PROGRAM_FAILED: code(1, 500, 'The program of the workspace failed.'),
  STACK_TAKEN: code(3, 409, 'The stack on that backend belongs to another workspace.'),
  BACKEND_UNAVAILABLE: code(1, 500, 'The Pulumi backend cannot be opened, or lacks credentials.'),
  UPDATE_CONFLICT: code(3, 409, 'Another update of the stack is in progress.'),
  UPDATE_ABORTED: code(1, 500, 'An update was stopped before it finished.'),
  FAULT_TRANSIENT: code(1, 500, 'An injected fault made the operation fail; a retry succeeds.'),
  FAULT_PERMANENT: code(1, 500, 'An injected fault made the operation fail; a retry fails too.'),
  UNKNOWN_FAULT: code(2, 404, 'No fault has that name.'),
  // Talking to the orchestrator
  NOT_RUNNING: code(3, 503, 'No orchestrator runs on this workspace.'),
  BAD_ANSWER: code(1, 502, 'The answer of the orchestrator is not what this version expects.'),
  UNAUTHORIZED: code(2, 401, 'The key is missing or wrong.'),
  RATE_LIMITED: code(1, 429, 'Too many wrong keys; wait for the time given.'),
  DECISION_SOURCE_UNAVAILABLE: code(
    1,
    503,
    'The decision source has not answered yet; nothing is deployed without it.',
  ),
  HOST_REFUSED: code(2, 403, 'The Host or Origin of the request is not allowed.'),
  FORBIDDEN: code(2, 403, 'The key does not permit this request.'),
  TOO_MANY_STREAMS: code(1, 503, 'The limit of open streams is reached.'),
  NOT_SUPPORTED: code(2, 501, 'Statsig has this path; ColorTeller does not.'),
  CONSOLE_FAILED: code(1, 502, 'A Console API does not answer, or its answer is not valid.'),
  ONLY_HERE: code(2, 400, 'ColorTeller has this; Statsig does not.'),
  NOT_FOUND: code(2, 404, 'The path does not exist.'),
  WORKSHOP_FULL: code(3, 409, 'The workshop has its maximum of attendees.'),
  STEP_FAILED: code(1, 500, 'A step of the demo had no effect at the regions in time.'),
  LAB_UNFINISHED: code(1, 500, 'A goal of the lab is not reached yet.'),
  WAIT_UNREACHABLE: code(5, 409, 'The awaited state can no longer be reached.'),
  WAIT_TIMED_OUT: code(6, 504, 'Timed out waiting for the state.'),
  TIMEOUT: code(1, 504, 'An operation exceeded its timeout.'),
  INTERNAL: code(1, 500, 'An internal error of ColorTeller.'),
};

export type ErrorCode = keyof typeof ERROR_CODES;

/** By their former names, codes that were renamed; these names are read, and printed beside the new, until 2.0. */
const RENAMED: Readonly<Record<string, ErrorCode>> = {
  FAULT_PASSING: 'FAULT_TRANSIENT',
  FAULT_LASTING: 'FAULT_PERMANENT',
  WAIT_IN_VAIN: 'WAIT_UNREACHABLE',
};

/** The former names of codes. */
export const FORMER_ERROR_CODES: readonly string[] = Object.keys(RENAMED);

/** The code of that name, or of that former name; undefined for any other text. */
export function toErrorCode(text: string): ErrorCode | undefined {
  return isErrorCode(text) ? text : own(RENAMED, text);
}

/** The name that a code had before; undefined for one that was not renamed. */
export function formerCode(code: ErrorCode): string | undefined {
  return FORMER_ERROR_CODES.find((name) => RENAMED[name] === code);
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_CODES, text);
}
