import { Agent, get as httpGet } from 'node:http';

const agent = new Agent({ keepAlive: true });

/** The body of an address, whatever its status. Connections are kept. Rejects when there is no answer. */
export function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    httpGet(url, { agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => resolve(Buffer.concat(chunks).toString()));
      incoming.once('error', reject);
    }).once('error', reject);
  });
}
