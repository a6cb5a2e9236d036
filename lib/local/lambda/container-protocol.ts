/** Which hosts off the loopback a handler may connect to: none, any, or these names and addresses. */
export type Reach = 'loopback' | 'any' | readonly string[];

/** What a container's thread is started with. */
export type ContainerSetup = {
  readonly file: string;
  readonly exportName: string;
  readonly clock: { readonly speed: number; readonly virtualStart: number; readonly realStart: number };
  readonly reach: Reach;
};

/** Runs the handler once. `event` is JSON. `deadline`: on the machine's clock. */
export type InvokeMessage = {
  readonly requestId: string;
  readonly event: string;
  readonly deadline: number;
  readonly context: Readonly<Record<string, string>>;
};

/** What a container's thread reports. */
export type ContainerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly error: string }
  | { readonly type: 'result'; readonly requestId: string; readonly value: string | undefined }
  | { readonly type: 'failure'; readonly requestId: string; readonly error: string }
  | { readonly type: 'log'; readonly requestId: string; readonly level: string; readonly text: string }
  | { readonly type: 'connection'; readonly target: string };
