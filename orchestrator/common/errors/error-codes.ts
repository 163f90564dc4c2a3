import { own } from '../own.ts';

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
  BAD_INPUT: { exit: 2, http: 400, meaning: 'A flag, argument or HTTP body is not valid.' },
  BODY_TOO_LARGE: { exit: 2, http: 413, meaning: 'The request body exceeds the size limit.' },
  WORKSPACE_INVALID: { exit: 2, http: 400, meaning: 'The workspace file is not valid.' },
  UNKNOWN_REGION: { exit: 2, http: 404, meaning: 'No region has that name.' },
  UNKNOWN_CONFIG: { exit: 2, http: 404, meaning: 'No dynamic config has that name.' },
  UNKNOWN_IMAGE: {
    exit: 2,
    http: 400,
    meaning: 'A Docker host, or the version datastore, does not have that image.',
  },
  UNKNOWN_RELEASE: { exit: 2, http: 404, meaning: 'No release has that id.' },
  INVALID_VALUE: { exit: 2, http: 400, meaning: 'The value of a dynamic config is not valid.' },
  SPECS_TOO_LARGE: {
    exit: 2,
    http: 413,
    meaning: 'Gates, configs and segments exceed what an SDK accepts.',
  },
  LINT_FINDINGS: {
    exit: 1,
    http: 400,
    meaning: 'The linter found problems in the workspace file.',
  },
  // Refused in the present state
  NOTHING_ACTIVE: {
    exit: 3,
    http: 409,
    meaning: 'The action needs an active release, and none is active.',
  },
  ACTION_REFUSED: {
    exit: 3,
    http: 409,
    meaning: 'The state of the release does not allow this action.',
  },
  STALE_PHASE: {
    exit: 3,
    http: 409,
    meaning: 'The action names a phase that is not the current one.',
  },
  STALE_CONFIG: {
    exit: 3,
    http: 409,
    meaning: 'The config changed since you read it.',
  },
  RELEASE_ACTIVE: { exit: 3, http: 409, meaning: 'A release of this config is still active.' },
  NO_CHANGE: { exit: 3, http: 409, meaning: 'The new value equals the current one.' },
  HELD: {
    exit: 3,
    http: 409,
    meaning: 'A hold blocks the rollout until it is lifted.',
  },
  WINDOW_CLOSED: { exit: 3, http: 409, meaning: 'No change window is open now.' },
  SELF_APPROVAL: {
    exit: 3,
    http: 409,
    meaning: 'The person who started the release may not approve this phase.',
  },
  AUTOMATION_HELD: {
    exit: 3,
    http: 409,
    meaning: 'After an abort or rollback, only a person starts the next release.',
  },
  PLAN_CHANGED: { exit: 3, http: 409, meaning: 'The plan changed since the approval named it.' },
  PLAN_DELETES: {
    exit: 3,
    http: 409,
    meaning: 'The plan of the phase deletes resources, and the approval does not allow that.',
  },
  PROTECTED: {
    exit: 3,
    http: 409,
    meaning: 'The update would delete or replace a resource of a protected region.',
  },
  CLOCK_IS_REAL: {
    exit: 3,
    http: 409,
    meaning: 'Only a simulated clock can be moved.',
  },
  WORKSPACE_LOCKED: { exit: 3, http: 409, meaning: 'Another orchestrator runs on this workspace.' },
  DEPLOYED_OTHERWISE: {
    exit: 3,
    http: 409,
    meaning: 'The workspace is deployed with another engine, runtime or provider.',
  },
  // The log
  LOG_TOO_NEW: { exit: 1, http: 500, meaning: 'A newer ColorTeller wrote the event log.' },
  LOG_EXISTS: { exit: 3, http: 409, meaning: 'The workspace already has an event log.' },
  LOG_DAMAGED: { exit: 1, http: 500, meaning: 'The event log is damaged before its last record.' },
  LOG_WRITE_FAILED: {
    exit: 1,
    http: 507,
    meaning: 'The event log cannot be written; nothing was changed.',
  },
  // The machine
  PULUMI_MISSING: { exit: 4, http: 503, meaning: 'The Pulumi CLI is not installed.' },
  PULUMI_TOO_OLD: { exit: 4, http: 503, meaning: 'The Pulumi CLI is too old.' },
  GIT_MISSING: { exit: 4, http: 500, meaning: 'git is not installed.' },
  CHROMIUM_MISSING: { exit: 4, http: 500, meaning: 'Chromium is not installed.' },
  DOCKER_UNAVAILABLE: { exit: 4, http: 503, meaning: 'No Docker daemon answers.' },
  SETUP_FAILED: { exit: 4, http: 500, meaning: 'A tool could not be installed.' },
  GITOPS_FAILED: { exit: 1, http: 500, meaning: 'The Git repository of gitops cannot be used.' },
  WEBHOOK_FAILED: { exit: 1, http: 502, meaning: 'A webhook could not be delivered.' },
  PORT_IN_USE: { exit: 1, http: 409, meaning: 'Another program uses the port.' },
  // Regions and updates
  REGION_NOT_READY: { exit: 1, http: 500, meaning: 'A region did not become ready in time.' },
  CONTAINER_DIED: { exit: 1, http: 500, meaning: 'A container or process of a region exited.' },
  CONTAINER_GONE: {
    exit: 1,
    http: 500,
    meaning: 'A container or process of a region was removed by hand.',
  },
  IMAGE_MISSING: { exit: 1, http: 500, meaning: 'The Docker host does not have the image.' },
  VERSION_EXISTS: {
    exit: 3,
    http: 409,
    meaning: 'The tag already exists with different content.',
  },
  VERSIONS_DAMAGED: {
    exit: 1,
    http: 500,
    meaning: 'A line of the version datastore is damaged.',
  },
  UPDATE_FAILED: { exit: 1, http: 500, meaning: 'An update of a stack failed.' },
  STACK_TAKEN: {
    exit: 3,
    http: 409,
    meaning: 'The stack on that backend belongs to another workspace.',
  },
  BACKEND_UNAVAILABLE: {
    exit: 1,
    http: 500,
    meaning: 'The Pulumi backend cannot be opened, or lacks credentials.',
  },
  UPDATE_CONFLICT: { exit: 3, http: 409, meaning: 'Another update of the stack is in progress.' },
  UPDATE_ABORTED: { exit: 1, http: 500, meaning: 'An update was stopped before it finished.' },
  FAULT_TRANSIENT: {
    exit: 1,
    http: 500,
    meaning: 'An injected fault made the operation fail; a retry succeeds.',
  },
  FAULT_PERMANENT: {
    exit: 1,
    http: 500,
    meaning: 'An injected fault made the operation fail; a retry fails too.',
  },
  UNKNOWN_FAULT: { exit: 2, http: 404, meaning: 'No fault has that name.' },
  // Talking to the orchestrator
  NOT_RUNNING: { exit: 3, http: 503, meaning: 'No orchestrator runs on this workspace.' },
  BAD_ANSWER: {
    exit: 1,
    http: 502,
    meaning: 'The answer of the orchestrator is not what this version expects.',
  },
  UNAUTHORIZED: { exit: 2, http: 401, meaning: 'The key is missing or wrong.' },
  RATE_LIMITED: { exit: 1, http: 429, meaning: 'Too many wrong keys; wait for the time given.' },
  DECISION_SOURCE_UNAVAILABLE: {
    exit: 1,
    http: 503,
    meaning: 'The decision source has not answered yet; nothing is deployed without it.',
  },
  HOST_REFUSED: {
    exit: 2,
    http: 403,
    meaning: 'The Host or Origin of the request is not allowed.',
  },
  FORBIDDEN: { exit: 2, http: 403, meaning: 'The key does not permit this request.' },
  TOO_MANY_STREAMS: { exit: 1, http: 503, meaning: 'The limit of open streams is reached.' },
  NOT_SUPPORTED: {
    exit: 2,
    http: 501,
    meaning: 'Statsig has this path; ColorTeller does not.',
  },
  CONSOLE_FAILED: {
    exit: 1,
    http: 502,
    meaning: 'A Console API does not answer, or its answer is not valid.',
  },
  ONLY_HERE: {
    exit: 2,
    http: 400,
    meaning: 'ColorTeller has this; Statsig does not.',
  },
  NOT_FOUND: { exit: 2, http: 404, meaning: 'The path does not exist.' },
  WORKSHOP_FULL: {
    exit: 3,
    http: 409,
    meaning: 'The workshop has its maximum of attendees.',
  },
  STEP_FAILED: {
    exit: 1,
    http: 500,
    meaning: 'A step of the demo had no effect at the regions in time.',
  },
  LAB_UNFINISHED: { exit: 1, http: 500, meaning: 'A goal of the lab is not reached yet.' },
  WAIT_UNREACHABLE: { exit: 5, http: 409, meaning: 'The awaited state can no longer be reached.' },
  WAIT_TIMED_OUT: { exit: 6, http: 504, meaning: 'Timed out waiting for the state.' },
  TIMEOUT: { exit: 1, http: 504, meaning: 'An operation exceeded its timeout.' },
  INTERNAL: { exit: 1, http: 500, meaning: 'An internal error of ColorTeller.' },
} as const satisfies Record<string, { exit: number; http: number; meaning: string }>;

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
