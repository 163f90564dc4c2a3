import type { ErrorRequestHandler, RequestHandler } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { hideKeys } from '../../common/errors/hide-keys.ts';
import { errorHandler } from '../error-response.ts';

/** Body of every answer of the Console API that is not a success: the published envelope, and our code. */
export interface ConsoleErrorBody {
  status: number;
  message: string;
  /** The code of the registry, for programs. */
  code: string;
}

/** What is refused in the present state is a bad request there: the published document knows no 409. */
const CONFLICT = 409;
const BAD_REQUEST = 400;

/** Turns errors into the published envelope. */
export function consoleErrors(onInternal: (error: unknown) => void): ErrorRequestHandler {
  return errorHandler(onInternal, ({ code, message, action }, http, _, response) => {
    const status = http === CONFLICT ? BAD_REQUEST : http;
    const text = [message, action].filter((part) => part !== undefined).join('. ');
    const body: ConsoleErrorBody = { status, message: hideKeys(text.replace(/\.\. /, '. ')), code };
    response.status(status).json(body);
  });
}

/** Answers what nothing else answered: 501 where the real service has the path, 404 where it has not. */
export const unknownConsolePath: RequestHandler = (request) => {
  const [first = ''] = request.path.slice(1).split('/');
  const reason = Object.hasOwn(ABSENT_PATHS, first) ? ABSENT_PATHS[first] : undefined;
  if (reason !== undefined) {
    throw new AppError('NOT_SUPPORTED', `${request.method} ${first} is not supported: ${reason}`);
  }
  throw new AppError(
    'NOT_FOUND',
    `there is no ${request.method} ${request.baseUrl}${request.path}`,
    {
      action: 'See GET /console/v1/openapi.json for the paths there are.',
    },
  );
};

/** First segments of paths that the real Console API has and ours does not, with the reason. */
export const ABSENT_PATHS: Readonly<Record<string, string>> = {
  alerts: 'alerts are not watched here',
  audit_logs: 'the event log is at GET /api/events',
  autotunes: 'autotunes are not supported',
  company: 'there is no company',
  events: 'events are not stored as metrics',
  experiments: 'experiments are not supported',
  exposure_count: 'exposures are listed by colorteller exposures',
  holdouts: 'holdouts are not supported',
  ingestion: 'there is no warehouse',
  ingestions: 'there is no warehouse',
  keys: 'the keys are those of the workspace',
  layers: 'layers are not supported',
  metric_source: 'there are no metrics',
  metrics: 'there are no metrics',
  param_stores: 'parameter stores are not supported',
  project: 'a workspace is the only project',
  reports: 'there are no reports',
  segments: 'segments are in the workspace file',
  tags: 'tags are words on gates and dynamic configs; they have no entries of their own',
  target_app: 'target apps are not supported',
  team: 'there are no teams',
  teams: 'there are no teams',
  unit_id_types: 'any idType can be used',
  users: 'there are no accounts; the actor is what a caller names itself',
};
