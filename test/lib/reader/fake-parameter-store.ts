import type { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { ParameterClient } from '../../../lib/reader/index.ts';

/** A Parameter Store that holds one parameter, counts its readers and can be away. */
export class FakeParameterStore implements ParameterClient {
  /** Undefined: no such parameter. */
  value: string | undefined;
  state: 'answers' | 'refuses' | 'hangs' = 'answers';
  readonly asked: string[] = [];

  constructor(value?: string) {
    this.value = value;
  }

  async send(command: GetParameterCommand): Promise<{ readonly Parameter: { readonly Value: string } }> {
    this.asked.push(String(command.input.Name));
    if (this.state === 'hangs') return new Promise(() => {});
    if (this.state === 'refuses') throw named('ThrottlingException', 'Rate exceeded');
    if (this.value === undefined) throw named('ParameterNotFound', '');
    return { Parameter: { Value: this.value } };
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
