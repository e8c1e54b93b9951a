/** The token that a command shows a host: from a file, read anew each time, or from the environment; never from a flag. */
import { ConfigError } from '../../config/config-error.js';
import { type Environment, keyText, TOKEN_VARIABLES } from '../../config/token-keys.js';

/** A JSON Web Token as it is written; what is none could say more than it should in an error of HTTP. */
const TOKEN = /^[\w-]{1,8192}\.[\w-]{1,8192}\.[\w-]{1,8192}$/;

export class HostToken {
  readonly #file: string | undefined;
  readonly #environment: Environment;

  /** @param file wins over the environment */
  constructor(file: string | undefined, environment: Environment) {
    this.#file = file;
    this.#environment = environment;
  }

  /**
   * Undefined where neither file nor environment has one.
   * @throws ConfigError for what is no token. It names where that is from, never the text.
   */
  read(): string | undefined {
    const found = keyText(this.#file, TOKEN_VARIABLES.token, this.#environment);
    if (found === undefined || TOKEN.test(found.text)) return found?.text;
    throw new ConfigError(`${found.from}: no token; expected a JSON Web Token, tickwire token makes one`);
  }
}
