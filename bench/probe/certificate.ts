import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Certificate = { readonly key: string; readonly cert: string; readonly certFile: string };

/** A new self-signed certificate (P-256, one day) for 127.0.0.1, or undefined where there is no openssl. */
export function makeCertificate(folder: string): Certificate | undefined {
  const keyFile = join(folder, 'key.pem');
  const certFile = join(folder, 'cert.pem');
  const args = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=probe-bench';
  const files = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certFile];
  try {
    execFileSync('openssl', [...args.split(' '), ...files], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), certFile };
}
