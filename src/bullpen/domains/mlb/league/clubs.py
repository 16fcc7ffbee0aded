"""The clubs of the simulated league. They exist nowhere else; their parks are real places."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Club:
    """A made-up club and the real park that it borrows.

    Attributes:
        code: three letters that no major-league club uses.
        name: town and nickname.
        venue_id: Retrosheet's id of the park.
    """

    code: str
    name: str
    venue_id: str


CLUBS: tuple[Club, ...] = (
    Club("ALD", "Alder Falls Otters", "BOS07"),
    Club("BRK", "Briarwick Foxes", "CHI11"),
    Club("CDR", "Cedar Gap Lanterns", "DEN02"),
    Club("DUN", "Dunmore Kites", "SFO03"),
    Club("ELM", "Elmhaven Drummers", "NYC21"),
    Club("FRN", "Fernvale Comets", "SEA03"),
    Club("GLD", "Gladstone Mules", "KAN06"),
    Club("HZL", "Hazelport Pilots", "MIA02"),
    Club("IVY", "Ivyton Scholars", "PHI13"),
    Club("JUN", "Juniper Bay Herons", "LOS03"),
    Club("KLN", "Kilnbrook Potters", "STL10"),
    Club("LRK", "Larkmoor Larks", "DET05"),
    Club("MPL", "Maple Ridge Axes", "TOR02"),
    Club("NTL", "Nettleford Wasps", "BAL12"),
    Club("OAR", "Oarsend Rowers", "PIT08"),
    Club("PNE", "Pinehurst Owls", "ATL03"),
    Club("QRY", "Quarrytown Picks", "CIN09"),
    Club("RDG", "Redgate Stallions", "HOU03"),
    Club("SGE", "Sagebrush Runners", "PHO01"),
    Club("TML", "Tamarack Lakers", "MIN04"),
    Club("UMB", "Umberland Bears", "CLE08"),
    Club("VLE", "Valehaven Swifts", "SAN02"),
    Club("WLW", "Willowick Kingfishers", "MIL06"),
    Club("XEN", "Xenia Springs Geysers", "ANA01"),
    Club("YEW", "Yewdale Archers", "NYC20"),
    Club("ZEP", "Zephyr Point Gales", "OAK01"),
    Club("BCH", "Beechmont Bells", "CHI12"),
    Club("CVE", "Coveside Divers", "STP01"),
    Club("FLT", "Flintlock Sparks", "ARL02"),
    Club("HTH", "Heathrow Hares", "WAS11"),
)
