"""What is done to a model without a provider: meshes are built, GLBs are read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.geometry.accessors import DRACO as DRACO
    from prodwidget.geometry.camera import Camera as Camera
    from prodwidget.geometry.camera import three_quarter_view as three_quarter_view
    from prodwidget.geometry.difference import ShapeDifference as ShapeDifference
    from prodwidget.geometry.difference import same_points as same_points
    from prodwidget.geometry.difference import shape_difference as shape_difference
    from prodwidget.geometry.document import GltfDocument as GltfDocument
    from prodwidget.geometry.document import Tree as Tree
    from prodwidget.geometry.document import read_document as read_document
    from prodwidget.geometry.document import write_document as write_document
    from prodwidget.geometry.facts import model_facts as model_facts
    from prodwidget.geometry.finishes import FINISHES as FINISHES
    from prodwidget.geometry.finishes import Finish as Finish
    from prodwidget.geometry.formats import FORMATS as FORMATS
    from prodwidget.geometry.formats import convert as convert
    from prodwidget.geometry.formats import converted as converted
    from prodwidget.geometry.frame import laid_into_frame as laid_into_frame
    from prodwidget.geometry.glb import MEDIA_TYPE as MEDIA_TYPE
    from prodwidget.geometry.glb import GlbHeader as GlbHeader
    from prodwidget.geometry.glb import extensions_of as extensions_of
    from prodwidget.geometry.glb import glb_header as glb_header
    from prodwidget.geometry.glb import glb_json as glb_json
    from prodwidget.geometry.glb_writer import GlbWriter as GlbWriter
    from prodwidget.geometry.material_maps import TEXTURE_MAPS as TEXTURE_MAPS
    from prodwidget.geometry.material_maps import jpeg as jpeg
    from prodwidget.geometry.material_maps import material_of as material_of
    from prodwidget.geometry.material_maps import normal_map as normal_map
    from prodwidget.geometry.material_maps import png as png
    from prodwidget.geometry.material_maps import read_maps as read_maps
    from prodwidget.geometry.measure import Bounds as Bounds
    from prodwidget.geometry.measure import bounds as bounds
    from prodwidget.geometry.measure import part_names as part_names
    from prodwidget.geometry.measure import triangle_count as triangle_count
    from prodwidget.geometry.mesh import Floats as Floats
    from prodwidget.geometry.mesh import Mesh as Mesh
    from prodwidget.geometry.mesh import Strip as Strip
    from prodwidget.geometry.mesh import block as block
    from prodwidget.geometry.mesh import joined as joined
    from prodwidget.geometry.mesh import lathe as lathe
    from prodwidget.geometry.mesh import loft as loft
    from prodwidget.geometry.mesh import panel as panel
    from prodwidget.geometry.mesh import patch as patch
    from prodwidget.geometry.mesh import repeated as repeated
    from prodwidget.geometry.mesh import sweep as sweep
    from prodwidget.geometry.model_file import file_notes as file_notes
    from prodwidget.geometry.model_file import model_from_file as model_from_file
    from prodwidget.geometry.naming import named_parts as named_parts
    from prodwidget.geometry.occlusion import Surroundings as Surroundings
    from prodwidget.geometry.operations import OPERATIONS as OPERATIONS
    from prodwidget.geometry.operations import Operation as Operation
    from prodwidget.geometry.operations import Processed as Processed
    from prodwidget.geometry.operations import Setting as Setting
    from prodwidget.geometry.operations import restyle as restyle
    from prodwidget.geometry.operations import textured as textured
    from prodwidget.geometry.outline import ROUND as ROUND
    from prodwidget.geometry.outline import Outline as Outline
    from prodwidget.geometry.outline import ribbed as ribbed
    from prodwidget.geometry.outline import squared as squared
    from prodwidget.geometry.picture import render as render
    from prodwidget.geometry.picture import silhouette as silhouette
    from prodwidget.geometry.profile import between as between
    from prodwidget.geometry.profile import outside as outside
    from prodwidget.geometry.profile import rounded as rounded
    from prodwidget.geometry.region import PartRegion as PartRegion
    from prodwidget.geometry.region import part_region as part_region
    from prodwidget.geometry.scene import glb_of as glb_of
    from prodwidget.geometry.scene import is_scene as is_scene
    from prodwidget.geometry.scene_writer import SceneWriter as SceneWriter

__getattr__ = front_door(
    __name__,
    {
        "Camera": "camera",
        "Bounds": "measure",
        "DRACO": "accessors",
        "FINISHES": "finishes",
        "Finish": "finishes",
        "FORMATS": "formats",
        "Floats": "mesh",
        "GlbHeader": "glb",
        "GlbWriter": "glb_writer",
        "GltfDocument": "document",
        "MEDIA_TYPE": "glb",
        "Mesh": "mesh",
        "OPERATIONS": "operations",
        "Operation": "operations",
        "Outline": "outline",
        "PartRegion": "region",
        "Processed": "operations",
        "ROUND": "outline",
        "Setting": "operations",
        "SceneWriter": "scene_writer",
        "TEXTURE_MAPS": "material_maps",
        "ShapeDifference": "difference",
        "Strip": "mesh",
        "Surroundings": "occlusion",
        "Tree": "document",
        "between": "profile",
        "block": "mesh",
        "convert": "formats",
        "converted": "formats",
        "bounds": "measure",
        "extensions_of": "glb",
        "file_notes": "model_file",
        "glb_header": "glb",
        "glb_json": "glb",
        "glb_of": "scene",
        "is_scene": "scene",
        "joined": "mesh",
        "jpeg": "material_maps",
        "laid_into_frame": "frame",
        "lathe": "mesh",
        "loft": "mesh",
        "material_of": "material_maps",
        "model_facts": "facts",
        "model_from_file": "model_file",
        "named_parts": "naming",
        "normal_map": "material_maps",
        "outside": "profile",
        "panel": "mesh",
        "part_region": "region",
        "part_names": "measure",
        "patch": "mesh",
        "png": "material_maps",
        "read_document": "document",
        "read_maps": "material_maps",
        "render": "picture",
        "repeated": "mesh",
        "restyle": "operations",
        "ribbed": "outline",
        "rounded": "profile",
        "silhouette": "picture",
        "three_quarter_view": "camera",
        "same_points": "difference",
        "shape_difference": "difference",
        "squared": "outline",
        "sweep": "mesh",
        "textured": "operations",
        "triangle_count": "measure",
        "write_document": "document",
    },
)
