/** What stands beside the stage, in the order of its tabs. */

import type { ComponentType } from "preact";
import { CompareSection } from "../compare/section";
import { FactsSection } from "../facts/facts-section";
import { LightSection } from "../look/light-section";
import { Parts } from "../parts/parts";
import type { Place } from "../place";
import type { IconName } from "../style/icons";
import { TakeAway } from "../take/take";
import { Tree } from "../tree/tree";
import { texts } from "../words/texts";

export interface Section {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly Content: ComponentType<Place>;
}

export const SECTIONS: readonly Section[] = [
  { id: "versions", icon: "branch", label: texts.versions.label, Content: Tree },
  { id: "facts", icon: "ruler", label: texts.facts.title, Content: FactsSection },
  { id: "light", icon: "light", label: texts.light.title, Content: LightSection },
  { id: "compare", icon: "compare", label: texts.compare.label, Content: CompareSection },
  { id: "parts", icon: "parts", label: texts.parts.label, Content: Parts },
  { id: "take", icon: "take", label: texts.take.label, Content: TakeAway },
];
