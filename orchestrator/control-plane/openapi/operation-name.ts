/** `GET /gates/{id}`: an operation below /console/v1. */
export type OperationName = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;

/** What every path of the Console API begins with. */
export const CONSOLE_PREFIX = '/console/v1';
