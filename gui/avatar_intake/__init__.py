"""Avatar Intake: one person's materials, checked, uploaded and submitted to Huawei Cloud MetaStudio."""

__version__ = "0.1.0"
