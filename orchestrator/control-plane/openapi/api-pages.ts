import { Router } from 'express';
import helmet from 'helmet';
import { distPath, packageVersion } from '../../common/package-root.ts';
import { ourDocument } from './our-document.ts';

/** Files of swagger-ui-dist that the page is made of; the build copies them. */
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>ColorTeller: Console API</title>
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png">
  </head>
  <body>
    <div id="page"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#page', deepLinking: true, validatorUrl: null });
`;

/**
 * The OpenAPI document and a page to read and try it on, without a key and without the network. Only what the page is
 * made of may run on it.
 */
export function apiPages(): Router {
  const router = Router();
  const document = ourDocument(packageVersion());
  const folder = distPath('services/swagger-ui');
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.use('/docs', helmet({ contentSecurityPolicy: { useDefaults: false, directives: CSP } }));
  router.get('/docs', (_request, response) => {
    response.type('html').send(PAGE);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(START);
  });
  for (const file of ASSETS) {
    router.get(`/docs/${file}`, (_request, response) => {
      response.sendFile(file, { root: folder });
    });
  }
  return router;
}

/** Swagger UI draws its icons from data: addresses, and sets styles on elements. */
const CSP = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};
