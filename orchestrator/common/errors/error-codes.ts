/**
 * Every code an error of ours may carry, with the exit status the CLI ends with and the HTTP status
 * the control plane answers with. docs/reference/errors.md is generated from this registry.
 *
 * Exit statuses: 1 something failed, 2 the input is wrong, 3 refused in the present state,
 * 4 something that is needed is missing on this machine, 5 what is waited for can no longer come,
 * 6 it did not come in time.
 */
export const ERROR_CODES = {
  // Input
  BAD_INPUT: { exit: 2, http: 400, meaning: 'A flag, argument or HTTP body is not valid.' },
  BODY_TOO_LARGE: { exit: 2, http: 413, meaning: 'An HTTP body is larger than is taken there.' },
  WORKSPACE_INVALID: { exit: 2, http: 400, meaning: 'The workspace file is not valid.' },
  UNKNOWN_REGION: { exit: 2, http: 404, meaning: 'No region has that name.' },
  UNKNOWN_CONFIG: { exit: 2, http: 404, meaning: 'No dynamic config has that name.' },
  UNKNOWN_IMAGE: {
    exit: 2,
    http: 400,
    meaning: 'No version, or not every Docker host, has that image.',
  },
  UNKNOWN_RELEASE: { exit: 2, http: 404, meaning: 'No release has that id.' },
  INVALID_VALUE: { exit: 2, http: 400, meaning: 'The value of a dynamic config is not valid.' },
  SPECS_TOO_LARGE: {
    exit: 2,
    http: 413,
    meaning: 'Gates, configs and segments are more than an SDK takes.',
  },
  LINT_FINDINGS: { exit: 1, http: 400, meaning: 'The lint of the workspace file has findings.' },
  // Refused in the present state
  NOTHING_ACTIVE: {
    exit: 3,
    http: 409,
    meaning: 'The action needs an active release; there is none.',
  },
  ACTION_REFUSED: {
    exit: 3,
    http: 409,
    meaning: 'The release is not in a state that allows this action.',
  },
  STALE_PHASE: {
    exit: 3,
    http: 409,
    meaning: 'The action named a phase that is not the current one.',
  },
  STALE_CONFIG: {
    exit: 3,
    http: 409,
    meaning: 'The config is another than whoever changes it saw.',
  },
  RELEASE_ACTIVE: { exit: 3, http: 409, meaning: 'A release of this config is still active.' },
  NO_CHANGE: { exit: 3, http: 409, meaning: 'The new value equals the present one.' },
  HELD: {
    exit: 3,
    http: 409,
    meaning: 'A hold lets nothing further be reached until it is lifted.',
  },
  WINDOW_CLOSED: { exit: 3, http: 409, meaning: 'The change windows let nothing start now.' },
  SELF_APPROVAL: {
    exit: 3,
    http: 409,
    meaning: 'Whoever started the release may not approve this phase.',
  },
  AUTOMATION_HELD: {
    exit: 3,
    http: 409,
    meaning: 'After an abort or rollback only a person starts the next release.',
  },
  PLAN_CHANGED: { exit: 3, http: 409, meaning: 'The plan that the approval names has changed.' },
  PLAN_DELETES: {
    exit: 3,
    http: 409,
    meaning: 'The plan of the phase deletes, and the approval does not allow that.',
  },
  PROTECTED: {
    exit: 3,
    http: 409,
    meaning: 'A protected region would lose or replace a resource.',
  },
  CLOCK_IS_REAL: {
    exit: 3,
    http: 409,
    meaning: 'Time is moved only where the clock is simulated.',
  },
  WORKSPACE_LOCKED: { exit: 3, http: 409, meaning: 'Another orchestrator runs on this workspace.' },
  DEPLOYED_OTHERWISE: {
    exit: 3,
    http: 409,
    meaning: 'The workspace is deployed with another engine, runtime or provider.',
  },
  // The log
  LOG_TOO_NEW: { exit: 1, http: 500, meaning: 'A newer ColorTeller wrote the event log.' },
  LOG_EXISTS: { exit: 3, http: 409, meaning: 'The workspace has an event log already.' },
  LOG_DAMAGED: { exit: 1, http: 500, meaning: 'The event log is damaged before its last record.' },
  LOG_WRITE_FAILED: {
    exit: 1,
    http: 507,
    meaning: 'The event log cannot be written; nothing was done.',
  },
  // The machine
  PULUMI_MISSING: { exit: 4, http: 503, meaning: 'The Pulumi CLI is not installed.' },
  PULUMI_TOO_OLD: { exit: 4, http: 503, meaning: 'The Pulumi CLI is too old.' },
  GIT_MISSING: { exit: 4, http: 500, meaning: 'git is not installed.' },
  CHROMIUM_MISSING: { exit: 4, http: 500, meaning: 'Chromium is not installed.' },
  DOCKER_UNAVAILABLE: { exit: 4, http: 503, meaning: 'No Docker daemon answers.' },
  SETUP_FAILED: { exit: 4, http: 500, meaning: 'A tool could not be installed.' },
  GITOPS_FAILED: { exit: 1, http: 500, meaning: 'The git repository of gitops cannot be used.' },
  WEBHOOK_FAILED: { exit: 1, http: 502, meaning: 'A webhook could not be delivered.' },
  PORT_IN_USE: { exit: 1, http: 409, meaning: 'A port is taken by another program.' },
  // Regions and updates
  REGION_NOT_READY: { exit: 1, http: 500, meaning: 'A region did not become ready in time.' },
  CONTAINER_DIED: { exit: 1, http: 500, meaning: 'A container or process of a region ended.' },
  CONTAINER_GONE: { exit: 1, http: 500, meaning: 'A container or process was removed by hand.' },
  IMAGE_MISSING: { exit: 1, http: 500, meaning: 'The Docker host does not have the image.' },
  VERSION_EXISTS: {
    exit: 3,
    http: 409,
    meaning: 'Another content has that tag already.',
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
    meaning: 'On that backend the stack is that of another workspace.',
  },
  BACKEND_UNAVAILABLE: {
    exit: 1,
    http: 500,
    meaning: "Pulumi's backend does not open, or lacks credentials.",
  },
  UPDATE_CONFLICT: { exit: 3, http: 409, meaning: 'Another update of the stack is in progress.' },
  UPDATE_ABORTED: { exit: 1, http: 500, meaning: 'An update was stopped before its end.' },
  FAULT_PASSING: { exit: 1, http: 500, meaning: 'A fault on demand made it fail, for now.' },
  FAULT_LASTING: { exit: 1, http: 500, meaning: 'A fault on demand made it fail, for good.' },
  UNKNOWN_FAULT: { exit: 2, http: 404, meaning: 'No fault has that name.' },
  // Talking to the orchestrator
  NOT_RUNNING: { exit: 3, http: 503, meaning: 'No orchestrator runs on this workspace.' },
  UNAUTHORIZED: { exit: 2, http: 401, meaning: 'The key is missing or wrong.' },
  RATE_LIMITED: { exit: 1, http: 429, meaning: 'Too many wrong keys; wait as long as it says.' },
  DECISION_SOURCE_UNAVAILABLE: {
    exit: 1,
    http: 503,
    meaning: 'The decision source has not answered yet; nothing is deployed on a guess.',
  },
  HOST_REFUSED: {
    exit: 2,
    http: 403,
    meaning: 'The Host or Origin of the request is not allowed.',
  },
  FORBIDDEN: { exit: 2, http: 403, meaning: 'The key is not one for this.' },
  TOO_MANY_STREAMS: { exit: 1, http: 503, meaning: 'As many streams are open as can be.' },
  NOT_SUPPORTED: {
    exit: 2,
    http: 501,
    meaning: 'The real service has this path; ColorTeller does not.',
  },
  CONSOLE_FAILED: {
    exit: 1,
    http: 502,
    meaning: 'A Console API does not answer, or not as it should.',
  },
  ONLY_HERE: {
    exit: 2,
    http: 400,
    meaning: 'ColorTeller has this; the real service does not.',
  },
  NOT_FOUND: { exit: 2, http: 404, meaning: 'No such path.' },
  WORKSHOP_FULL: {
    exit: 3,
    http: 409,
    meaning: 'As many attendees report to the workshop as can.',
  },
  STEP_FAILED: {
    exit: 1,
    http: 500,
    meaning: 'A step of the demo was not observed at the regions.',
  },
  LAB_UNFINISHED: { exit: 1, http: 500, meaning: 'A goal of the lab is not reached yet.' },
  WAIT_IN_VAIN: { exit: 5, http: 409, meaning: 'What is waited for can no longer come.' },
  WAIT_TIMED_OUT: { exit: 6, http: 504, meaning: 'What is waited for did not come in time.' },
  TIMEOUT: { exit: 1, http: 504, meaning: 'A wait passed its deadline.' },
  INTERNAL: { exit: 1, http: 500, meaning: 'A fault of ColorTeller itself.' },
} as const satisfies Record<string, { exit: number; http: number; meaning: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;
