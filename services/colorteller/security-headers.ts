import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Helmet's headers, with a policy that lets a page run only what carries the nonce of its answer. */
export function securityHeaders(): RequestHandler[] {
  return [
    (_request, response, next) => {
      response.locals.nonce = randomBytes(16).toString('base64');
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          baseUri: ["'none'"],
          connectSrc: ["'self'"],
          formAction: ["'none'"],
          // A workshop may show several regions side by side in one page.
          frameAncestors: ['*'],
          scriptSrc: [(_request, response) => `'nonce-${nonceOf(response as Response)}'`],
          styleSrc: [(_request, response) => `'nonce-${nonceOf(response as Response)}'`],
        },
      },
      frameguard: false,
      // The service speaks plain HTTP; a proxy that ends TLS decides about HSTS.
      strictTransportSecurity: false,
    }),
  ];
}

/** The nonce of this answer's content security policy. */
export function nonceOf(response: Response): string {
  return response.locals.nonce as string;
}
