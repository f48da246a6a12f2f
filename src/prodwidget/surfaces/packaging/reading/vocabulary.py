"""The words that a package's prompt may use, and what they stand for."""

from __future__ import annotations

from typing import Final

from prodwidget.surfaces.packaging.design import KRAFT, PatternKind, Place

PATTERNS: Final[dict[str, PatternKind]] = {
    **dict.fromkeys(("stripes", "striped", "stripe", "pinstripes", "pinstripe"), "stripes"),
    **dict.fromkeys(("dots", "dot", "dotted", "polka dots", "polka dot", "spots"), "dots"),
    **dict.fromkeys(("grid", "gridded", "checks", "check", "checked", "lattice", "graph"), "grid"),
    **dict.fromkeys(("waves", "wave", "wavy", "ripples", "ripple"), "waves"),
    **dict.fromkeys(
        (
            "leaves", "leaf", "leafy", "botanical", "foliage", "sprigs", "sprig", "branches",
            "palm leaves", "olive branches", "olive branch", "fern", "ferns", "eucalyptus leaves",
        ),
        "leaves",
    ),
    **dict.fromkeys(("chevron", "chevrons", "zigzag", "zig zag", "zigzags"), "chevron"),
    **dict.fromkeys(("terrazzo", "confetti", "speckles", "speckled", "stone chips"), "terrazzo"),
}  # fmt: skip
PATTERN_NOUNS: Final = ("pattern", "patterns", "patterned", "print", "motif", "motifs", "artwork")

PANELS: Final[dict[str, str]] = {
    **dict.fromkeys(("front", "front panel", "front side", "face"), "front"),
    **dict.fromkeys(("back", "rear", "back panel", "back side", "backside"), "back"),
    **dict.fromkeys(("left", "left side", "left panel", "left wall"), "left"),
    **dict.fromkeys(("right", "right side", "right panel", "right wall"), "right"),
    **dict.fromkeys(("top", "top panel", "top side"), "top"),
    **dict.fromkeys(("lid", "cover", "lid top"), "lid"),
    **dict.fromkeys(("bottom", "base", "underside", "bottom panel"), "bottom"),
    **dict.fromkeys(("sides", "side", "side panels", "walls", "other sides"), "sides"),
    **dict.fromkeys(("flaps", "flap"), "flaps"),
    **dict.fromkeys(
        (
            "all panels", "all sides", "every panel", "every side", "everywhere", "everything",
            "whole box", "whole package", "entire box", "all of it", "all over",
        ),
        "all",
    ),
}  # fmt: skip

BANDS: Final = ("band", "bands", "belly band", "ribbon", "bar")
TEXTS: Final = (
    "text", "texts", "title", "titles", "name", "letters", "lettering", "type", "typography",
    "words", "wording", "writing", "headline", "print in words", "font",
)  # fmt: skip
LOGOS: Final = ("logo", "logos", "picture", "pictures", "image", "photo", "photograph", "emblem")
SAYING: Final = (
    "saying", "says", "say", "reading", "reads", "labelled", "labeled", "called", "named",
    "titled", "brand", "branded", "lettered",
)  # fmt: skip

COLOURS: Final[dict[str, str]] = {
    "kraft": KRAFT, "natural": KRAFT, "cardboard": KRAFT, "brown paper": KRAFT,
    "kraft paper": KRAFT, "kraft board": KRAFT, "kraft brown": KRAFT,
    "gold": "#b8924a", "golden": "#b8924a", "silver": "#b4b7bb", "copper": "#b26a45",
    "bronze": "#8c6a3f", "rose gold": "#c58f83", "brass": "#b39148", "sage": "#a3b18a",
    "forest green": "#28503a", "leaf green": "#4b7f45", "sky blue": "#8fc3e8",
}  # fmt: skip
"""Beyond those that products know, or printed otherwise than metal shines."""

NOT_COLOURS: Final = ("tea", "natural", "print", "brand", "snow", "base")
"""Which a colour word must not be taken for here by itself."""

FINISHES: Final = (
    "matte", "matt", "glossy", "gloss", "satin", "foil", "foiled", "hot foil", "embossed",
    "emboss", "debossed", "spot uv", "uv varnish", "varnish", "varnished", "soft touch",
    "laminated", "lamination", "metallic", "holographic", "recycled", "uncoated", "coated",
)  # fmt: skip

FACES: Final[dict[str, str]] = {
    "serif": "serif", "serifs": "serif", "sans": "sans", "sans serif": "sans",
    "sans-serif": "sans", "grotesque": "sans",
}  # fmt: skip
WEIGHTS: Final[dict[str, str]] = {
    "bold": "bold", "bolder": "bold", "light weight": "light", "italic": "italic",
    "italics": "italic", "thin": "light", "regular": "regular",
}  # fmt: skip
FACTORS: Final[dict[str, float]] = {
    "larger": 1.35, "bigger": 1.35, "large": 1.35, "big": 1.35, "huge": 1.8, "smaller": 0.72,
    "small": 0.72, "tiny": 0.55, "fine": 0.6, "finer": 0.72, "wide": 1.35, "wider": 1.35,
    "denser": 0.72, "sparser": 1.35, "coarser": 1.35, "thinner": 0.72,
}  # fmt: skip
PLACES: Final[dict[str, Place]] = {
    "at the top": "top", "along the top": "top", "at the bottom": "bottom",
    "along the bottom": "bottom", "at the foot": "bottom", "in the middle": "middle",
    "in the centre": "middle", "in the center": "middle", "centred": "middle",
    "centered": "middle", "around the middle": "middle", "across the middle": "middle",
}  # fmt: skip

STRUCTURES: Final[dict[str, tuple[str, ...]]] = {
    "carton": ("tuck box", "tuck carton", "tuck end", "product box", "soap box", "cosmetic box"),
    "mailer": ("mailing carton", "parcel box", "e-commerce mailer", "fefco 0427"),
    "sleeve": ("slide sleeve", "box sleeve"),
    "tray": ("lidded tray", "rigid box", "lid and base box", "hat box"),
    "tube": ("mailing tube", "tin box"),
    "wrap": (
        "wrap for a can", "wrap for a bottle", "wrap for a jar", "label for a can",
        "label for a bottle", "label for a jar", "label for the bottle", "label for the can",
        "label for the jar", "wrap around label", "jar label", "wine label", "beer label",
        "drinks can", "beer can", "soda can",
    ),
    "pouch": ("tea bag pouch", "sachet", "coffee pouch"),
}  # fmt: skip
"""What structures are called beyond their own words."""
LOOSE: Final = ("box", "bag", "can", "label", "wrap", "lid")
"""Which say what a package is where no other word does."""

FILLERS: Final = frozenset(
    " ".join(
        (
            "a an any the and or with in of on to for it its it's is are be as by at from into my",
            "our your this that these those have make made makes put add adds give has having",
            "turn change set paint colour color coloured colored please let use using some more",
            "very simple new design designed package packaging box boxes pack panel panels side",
            "carton cartons mailer them they each every same whole background ground printed",
            "paper board cardboard colours colors look looking like nice elegant clean modern",
            "minimal minimalist beautiful fresh only just so then also there should will can we",
            "i want need show shows place placed placing onto around across along style styled",
            "inner inside inch mm cm tone tones material finish surface me one two fully",
            "entirely completely replace instead become now",
        )
    ).split()
)
"""Which say nothing by themselves."""
