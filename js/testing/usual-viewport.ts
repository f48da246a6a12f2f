/** Before each file of tests: the page is as large as it always is, whatever the file before made of it. */

import { beforeAll } from "vitest";
import { page } from "vitest/browser";

beforeAll(() => page.viewport(414, 896));
