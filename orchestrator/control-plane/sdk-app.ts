import express, { type Express } from 'express';
import { errorResponse, notFound } from './error-response.ts';
import { sdkRoutes, type SdkRoutesOptions } from './statsig/sdk-routes.ts';

/** Only what SDKs ask, all of it with a server key: for where regions reach us that do not run on loopback. */
export function sdkApp(sdk: SdkRoutesOptions, onInternalError: (error: unknown) => void): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(sdkRoutes(sdk), notFound, errorResponse(onInternalError));
  return app;
}
