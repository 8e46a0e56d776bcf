import domain from '../resources/translations/pl/domain.json' with { type: 'json' };
import mplatform from '../resources/translations/pl/mplatform.json' with { type: 'json' };
import probe from '../resources/translations/pl/probe.json' with { type: 'json' };
import sync from '../resources/translations/pl/sync.json' with { type: 'json' };
import workstation from '../resources/translations/pl/workstation.json' with { type: 'json' };

/** The Polish sentences: complete by definition. `#polish` in package.json is this file, but for the page, which has them a moment later. */
export const polish = { ...domain, ...mplatform, ...probe, ...sync, ...workstation };
