import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** Folders with ca.pem, cert.pem and key.pem, of one certificate authority. */
export interface TestCertificates {
  server: string;
  client: string;
}

/** Certificates for a daemon at 127.0.0.1 and its client, by openssl. */
export async function dockerCertificates(folder: string): Promise<TestCertificates> {
  const openssl = (...args: string[]) => execa('openssl', args, { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=ca',
  );
  const issue = async (name: string, extensions: string): Promise<string> => {
    const to = path.join(folder, name);
    await mkdir(to);
    await writeFile(path.join(to, 'extensions'), extensions);
    const [key, request, cert] = ['key.pem', 'request.pem', 'cert.pem'].map((file) =>
      path.join(to, file),
    );
    await openssl('req', ...newKey, '-keyout', key!, '-out', request!, '-subj', `/CN=${name}`);
    await openssl(
      ...['x509', '-req', '-in', request!, '-CA', 'ca.pem', '-CAkey', 'ca-key.pem'],
      ...['-CAcreateserial', '-extfile', path.join(to, 'extensions'), '-out', cert!],
    );
    await copyFile(path.join(folder, 'ca.pem'), path.join(to, 'ca.pem'));
    return to;
  };
  return {
    server: await issue('server', 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n'),
    client: await issue('client', 'extendedKeyUsage=clientAuth\n'),
  };
}
