"""Parts of names by country. Any resemblance of a combination to a living person is chance."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# A Chinese name's parts stand with their pinyin, which becomes the local part of a mail address.
CHINESE_FAMILY: Final = _words(
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao "
    "罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 邓deng 冯feng 韩han 曹cao 曾zeng 彭peng 萧xiao 蔡cai 潘pan 田tian "
    "董dong 袁yuan 于yu 余yu 叶ye 蒋jiang 杜du 苏su 魏wei 程cheng 吕lv 丁ding 沈shen 任ren 姚yao 卢lu 傅fu 钟zhong 姜jiang "
    "崔cui 谭tan 廖liao 范fan 汪wang 欧阳ouyang 司马sima 上官shangguan 诸葛zhuge"
)
CHINESE_GIVEN: Final = _words(
    "伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao "
    "秀英xiuying 霞xia 平ping 刚gang 桂英guiying 文博wenbo 子涵zihan 欣怡xinyi 浩然haoran 雨桐yutong 梓轩zixuan 思远siyuan "
    "一诺yinuo 佳琪jiaqi 俊熙junxi 若曦ruoxi 晨曦chenxi 嘉懿jiayi 煜城yucheng 懿轩yixuan 烨伟yewei 苑博yuanbo 伟泽weize "
    "熠彤yitong 鸿煊hongxuan 博涛botao 烨霖yelin 烨华yehua 志远zhiyuan 建国jianguo 志强zhiqiang 秀兰xiulan 玉兰yulan 海燕haiyan "
    "小红xiaohong 春梅chunmei 立新lixin 晓东xiaodong 国华guohua 振宇zhenyu 天宇tianyu 诗涵shihan 梦瑶mengyao 雅婷yating "
    "紫萱zixuan 可馨kexin 婉清wanqing 语嫣yuyan 书瑶shuyao 明哲mingzhe"
)
ENGLISH_FAMILY: Final = _words(
    "Abbott Barnes Calloway Delaney Ellison Fairchild Garner Hollis Ingram Jennings Keaton Lockhart Merritt Norwood Oakley "
    "Prescott Quincy Radcliffe Sterling Thatcher Underhill Vance Whitaker Yardley Ashby Brockman Crowell Dunning Emery Fitch "
    "Goddard"
)
ENGLISH_GIVEN: Final = _words(
    "Alice Brandon Carla Derek Elena Felix Grace Howard Irene Jasper Kendra Leland Mabel Nolan Olive Peter Quinn Rosalie Simon "
    "Tessa Ulric Violet Walter Xenia Yvonne Zachary Adele Bruno Celia Dorian Esther Floyd Greta Hugo Ivy Julian Kira"
)
INDIAN_FAMILY: Final = _words(
    "Acharya Banerjee Chauhan Deshpande Iyer Joshi Kulkarni Menon Nair Patil Rao Sharma Trivedi Verma Yadav Bhat Chopra Ghosh "
    "Hegde Kapoor Malhotra Pillai Reddy"
)
INDIAN_GIVEN: Final = _words(
    "Aarav Ananya Bhavna Chetan Deepika Farhan Gauri Harish Ishaan Jyoti Karan Lakshmi Manoj Nandini Omkar Pooja Rahul Sanjana "
    "Tarun Uma Vikram Yamini Zubin Aditi Rohan Meera"
)
INDONESIAN_FAMILY: Final = _words(
    "Anggraini Budiman Cahyono Darmawan Fitriani Gunawan Hidayat Iskandar Kusuma Lestari Maharani Nugroho Pratama Rahayu Santoso "
    "Setiawan Susanto Utami Wibowo Wijaya Yulianto"
)
INDONESIAN_GIVEN: Final = _words(
    "Adi Ayu Bayu Citra Dewi Eka Fajar Galih Hesti Indra Joko Kartika Lina Made Nur Oki Putri Rizky Sari Tri Umar Vina Wahyu Yoga "
    "Zahra Agus Bambang Dian"
)
GERMAN_FAMILY: Final = _words(
    "Ackermann Bauer Dietrich Engelhardt Fischer Götz Hartmann Jäger Köhler Lindner Möller Neumann Oswald Pfeiffer Reuter Schäfer "
    "Thalmann Vogt Weiß Ziegler Brandt Seidel Lenz Krüger"
)
GERMAN_GIVEN: Final = _words(
    "Anke Bernd Clara Dieter Elke Frieda Georg Hannah Ingo Jörg Karin Lukas Mareike Niklas Ottilie Paul Rüdiger Sabine Tobias "
    "Ulrike Volker Wiebke Jonas Lena Käthe Matthias"
)
SINGAPOREAN_FAMILY: Final = _words("Tan Lim Lee Ng Ong Wong Goh Chua Koh Teo Ang Yeo Sim Toh Chia Seah bin-Rahman Pillay d'Souza Menon")
SINGAPOREAN_GIVEN: Final = _words(
    "Wei-Ling Jia-Hao Hui-Min Kok-Leong Siew-Mei Boon-Keng Xin-Yi Zhi-Wei Li-Ting Kian-Seng Nurul Farid Aisyah Prakash Shanti "
    "Rachel Darren Cheryl Marcus Serene Adrian Yi-Xuan"
)
