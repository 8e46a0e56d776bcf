import domain from '../resources/translations/en/domain.json' with { type: 'json' };
import mplatform from '../resources/translations/en/mplatform.json' with { type: 'json' };
import probe from '../resources/translations/en/probe.json' with { type: 'json' };
import sync from '../resources/translations/en/sync.json' with { type: 'json' };
import workstation from '../resources/translations/en/workstation.json' with { type: 'json' };

/** The English sentences. `#english` in package.json is this file, but for the page, which fetches it when it is wanted. */
export const english: Readonly<Record<string, string>> = { ...domain, ...mplatform, ...probe, ...sync, ...workstation };
