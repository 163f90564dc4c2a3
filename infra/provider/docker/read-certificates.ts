import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** What a Docker client shows and trusts, PEM. */
export interface Certificates {
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

/**
 * Reads ca.pem, cert.pem and key.pem of a folder, as Docker's own DOCKER_CERT_PATH has them. Only the path of the folder is
 * ever recorded.
 * @throws AppError BAD_INPUT naming the file.
 */
export function readCertificates(folder: string): Certificates {
  const read = (name: string): Buffer => {
    const file = path.join(folder, name);
    try {
      return readFileSync(file);
    } catch (cause) {
      throw new AppError('BAD_INPUT', `the certificates of a Docker host lack ${file}`, {
        action: `Put ca.pem, cert.pem and key.pem into ${folder}, as for DOCKER_CERT_PATH.`,
        cause,
      });
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
