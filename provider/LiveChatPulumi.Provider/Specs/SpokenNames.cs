using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Provider.Specs;

/// <summary>
/// Names that people write where LiveChat wants a code: languages, countries and time zones. They are .NET's, of Unicode's CLDR, and stand
/// here since the published plugin has no such data (InvariantGlobalization).
/// </summary>
internal static class SpokenNames
{
    /// <summary>The languages of two letters, each as code and name.</summary>
    public const string Languages =
        "af Afrikaans|ak Akan|am Amharic|ar Arabic|as Assamese|az Azerbaijani|be Belarusian|bg Bulgarian|bm Bambara|bn Bangla|"
        + "bo Tibetan|br Breton|bs Bosnian|ca Catalan|ce Chechen|cs Czech|cv Chuvash|cy Welsh|da Danish|de German|dz Dzongkha|"
        + "ee Ewe|el Greek|en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian|ff Fula|fi Finnish|fo Faroese|"
        + "fr French|fy Western Frisian|ga Irish|gd Scottish Gaelic|gl Galician|gu Gujarati|gv Manx|ha Hausa|he Hebrew|hi Hindi|"
        + "hr Croatian|hu Hungarian|hy Armenian|ia Interlingua|id Indonesian|ig Igbo|ii Sichuan Yi|is Icelandic|it Italian|"
        + "ja Japanese|jv Javanese|ka Georgian|ki Kikuyu|kk Kazakh|kl Kalaallisut|km Khmer|kn Kannada|ko Korean|ks Kashmiri|"
        + "ku Kurdish|kw Cornish|ky Kyrgyz|lb Luxembourgish|lg Ganda|ln Lingala|lo Lao|lt Lithuanian|lu Luba-Katanga|lv Latvian|"
        + "mg Malagasy|mi Māori|mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|"
        + "nb Norwegian Bokmål|nd North Ndebele|ne Nepali|nl Dutch|nn Norwegian Nynorsk|no Norwegian|om Oromo|or Odia|os Ossetic|"
        + "pa Punjabi|pl Polish|ps Pashto|pt Portuguese|qu Quechua|rm Romansh|rn Rundi|ro Romanian|ru Russian|rw Kinyarwanda|"
        + "sa Sanskrit|sc Sardinian|sd Sindhi|se Northern Sami|sg Sango|si Sinhala|sk Slovak|sl Slovenian|sn Shona|so Somali|"
        + "sq Albanian|sr Serbian|su Sundanese|sv Swedish|sw Swahili|ta Tamil|te Telugu|tg Tajik|th Thai|ti Tigrinya|tk Turkmen|"
        + "to Tongan|tr Turkish|tt Tatar|ug Uyghur|uk Ukrainian|ur Urdu|uz Uzbek|vi Vietnamese|wo Wolof|xh Xhosa|yi Yiddish|"
        + "yo Yoruba|zh Chinese|zu Zulu";

    /// <summary>The code of each country and its twin of three letters.</summary>
    public const string ThreeLetters =
        "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB BDBGD "
        + "BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN "
        + "CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU "
        + "DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB "
        + "GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG "
        + "HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN "
        + "KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU "
        + "LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR "
        + "MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL "
        + "OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB "
        + "RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP "
        + "SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN "
        + "TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF "
        + "ZMZMB ZWZWE";

    /// <summary>True for two or three letters, and parts of letters and digits after '-' or '_'.</summary>
    public static bool IsLanguageCode(string text)
    {
        var parts = text.Split('-', '_');
        return parts[0].Length is 2 or 3
            && parts[0].All(char.IsAsciiLetter)
            && parts[1..].All(p => p.Length is >= 2 and <= 8 && p.All(char.IsAsciiLetterOrDigit));
    }

    /// <summary>The code of the language that a text names, misspelt or with a region behind it; null for none.</summary>
    public static string? LanguageOf(string text)
    {
        var language = text.Split('(', '-', '_', ',')[0].Trim();
        return (Named(text.Trim()) ?? Named(language))?[..2];

        static string? Named(string name) => Spelling.Closest(name, Languages.Split('|'), l => l[3..]);
    }

    /// <summary>The code of the country that a text names, or whose code of three letters it is; null for none.</summary>
    public static string? CountryOf(string text)
    {
        var code = ThreeLetters.Split(' ').FirstOrDefault(c => c[2..].Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        return code?[..2] ?? Spelling.Closest(text.Trim(), Countries.Codes.Zip(Countries.Names), c => c.Second).First;
    }

    /// <summary>The name of the country that a text misspells; null for a name of a country, and for a text that is near none.</summary>
    public static string? CountryNear(string text) =>
        Countries.IsName(text) ? null : Spelling.Closest(text.Trim(), Countries.Names, c => c);

    /// <summary>What is doubtful about the code of a country, to stand behind it; null for two letters.</summary>
    public static string? CodeDoubt(string code) =>
        code is "" or [>= 'A' and <= 'Z' or >= 'a' and <= 'z', >= 'A' and <= 'Z' or >= 'a' and <= 'z'] ? null
        : CountryOf(code) is { } meant ? $" (did you mean '{meant}'?)"
        : ", which is no code of two letters";

    /// <summary>The time zone whose name, or whose city, a text is or misspells; null for none.</summary>
    public static string? ZoneOf(string text)
    {
        var name = text.Trim().Replace(' ', '_');
        var zones = TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Order(StringComparer.Ordinal).ToList();
        return Spelling.Closest(name, zones, z => z) ?? Spelling.Closest(name, zones, z => z[(z.LastIndexOf('/') + 1)..]);
    }
}
